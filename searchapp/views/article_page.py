"""Article page."""

from __future__ import annotations

import datetime

from flask import Blueprint, render_template, request

from engine.query.parser import parse_leniently
from engine.runtime.deadline import checked
from searchapp.present import schema_org
from searchapp.present.highlight import highlight_reading
from searchapp.request import links, params
from searchapp.request.params import SearchRequest
from searchapp.server import request_context
from searchapp.service.reprints import differences, printings

blueprint = Blueprint("article", __name__)
SIMILAR_ARTICLES = 5


@blueprint.get("/article/<path:article_id>")
def article(article_id: str) -> str:
    """Render an article, with the matches of `q` highlighted."""
    article_found = request_context.article(article_id)
    search_request = params.read_request([("q", request.args.get("q", ""))])
    here = request.url_root.rstrip("/") + links.article_url(article_id)
    return render_template(
        "article.html",
        article=article_found,
        search_request=search_request,
        nothing=SearchRequest(),
        marked_article=highlight_reading(
            article_found, parse_leniently(search_request.text), request_context.engine().vocabulary.expansion
        ),
        today=datetime.date.today(),
        here=here,
        printings=[
            (other, differences(article_found.body, other.body))
            for other in checked(printings(request_context.engine(), article_found), 1)
        ],
        similar=request_context.engine().similar(article_id, SIMILAR_ARTICLES),
        schema=schema_org.news_article(article_found, here),
    )
