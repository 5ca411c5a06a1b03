"""The page of one article."""

from __future__ import annotations

import datetime

from flask import Blueprint, render_template, request

from engine.deadline import checked
from engine.parser import read
from searchapp import links, params, schema_org
from searchapp.highlight import highlight_reading
from searchapp.params import Asked
from searchapp.reprints import differences, printings
from searchapp.views import current

blueprint = Blueprint("article", __name__)
SIMILAR = 5


@blueprint.get("/article/<path:article_id>")
def article(article_id: str) -> str:
    """The text as a reader wants to read it, the words of `q` highlighted."""
    found = current.article(article_id)
    asked = params.read([("q", request.args.get("q", ""))])
    here = request.url_root.rstrip("/") + links.article_url(article_id)
    return render_template(
        "article.html",
        article=found,
        asked=asked,
        nothing=Asked(),
        marked_article=highlight_reading(found, read(asked.text)),
        today=datetime.date.today(),
        here=here,
        printings=[
            (other, differences(found.body, other.body)) for other in checked(printings(current.engine(), found), 1)
        ],
        similar=current.engine().similar(article_id, SIMILAR),
        schema=schema_org.news_article(found, here),
    )
