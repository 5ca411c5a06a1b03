"""Why an article matches a query, in plain words."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from engine.explaining import reasons
from engine.parser import read
from engine.variants import expand
from searchapp.views import current, language

blueprint = Blueprint("why", __name__)


@blueprint.get("/why/<path:article_id>")
def why(article_id: str) -> str:
    """What each part of the query adds to the score of the article."""
    asked = current.asked()
    if not asked.text:
        abort(404)
    article = current.article(article_id)
    parts = current.engine().explain(article_id, expand(read(asked.text).whole))
    told = reasons(parts, language.code())
    return render_template("why.html", article=article, asked=asked, reasons=told, score=sum(one.value for one in told))
