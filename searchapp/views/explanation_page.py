"""Explanation page: why an article matches a query, in plain words."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from engine.query.parser import parse_leniently
from engine.ranking.explanation import reasons
from searchapp.server import language, request_context

blueprint = Blueprint("why", __name__)


@blueprint.get("/why/<path:article_id>")
def why(article_id: str) -> str:
    """Render the contribution of each part of the query to the score of the article."""
    search_request = request_context.search_request()
    if not search_request.text:
        abort(404)
    article = request_context.article(article_id)
    engine = request_context.engine()
    expanded = engine.vocabulary.expansion.expand(parse_leniently(search_request.text).whole)
    parts = engine.explain(article_id, expanded)
    told = reasons(parts, language.language_code())
    return render_template(
        "why.html", article=article, search_request=search_request, reasons=told, score=sum(one.value for one in told)
    )
