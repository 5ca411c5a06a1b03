"""The page of one article."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from searchapp.params import Asked
from searchapp.views import current

blueprint = Blueprint("article", __name__)


@blueprint.get("/article/<path:article_id>")
def article(article_id: str) -> str:
    """The text as a reader wants to read it, the words of `q` highlighted."""
    found = current.engine().get(article_id)
    asked = Asked(text=request.args.get("q", "").strip())
    return render_template("article.html", article=found, asked=asked)
