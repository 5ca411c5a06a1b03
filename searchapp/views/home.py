"""The first page: the box, what is in the index, where to start."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp import search
from searchapp.params import Asked
from searchapp.starts import examples, namesakes, starts
from searchapp.views import current

blueprint = Blueprint("home", __name__)
RECENT = 8


@blueprint.get("/")
def home() -> str:
    """The box, what is in the index, the newest articles, towns and leaders to start from."""
    newest = search.run(current.engine(), Asked(), RECENT)
    first = starts(newest)
    return render_template(
        "home.html",
        info=current.info(),
        page=newest,
        asked=Asked(),
        starts=first,
        namesakes=namesakes(first["town"]),
        examples=examples(newest),
    )
