"""The results page."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp import search
from searchapp.views import current

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
def results() -> str:
    """One page of hits with its facets."""
    page = search.run(current.engine(), current.asked(), current.page_size())
    return render_template("search.html", page=page, asked=page.asked)
