"""How to search, with examples that find something in this index."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp import search
from searchapp.params import Asked
from searchapp.starts import examples
from searchapp.views import current

blueprint = Blueprint("help_page", __name__)


@blueprint.get("/help")
def show() -> str:
    """What can be typed into the box."""
    newest = search.run(current.engine(), Asked(), 1)
    return render_template("help.html", asked=Asked(), examples=examples(newest))
