"""The first page: the box and what is in the index."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp import search
from searchapp.params import Asked
from searchapp.views import current

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def home() -> str:
    """The box, what is in the index, the newest articles, towns and leaders to start from."""
    engine = current.engine()
    newest = search.run(engine, Asked(), current.page_size())
    return render_template("home.html", info=engine.info(), page=newest, asked=Asked())
