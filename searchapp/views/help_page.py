"""Help page with search syntax and working examples for this index."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp.request.params import SearchRequest
from searchapp.server import request_context
from searchapp.service import search_service
from searchapp.service.starting_points import EXAMPLE_HEADLINES, example_queries

blueprint = Blueprint("help_page", __name__)


@blueprint.get("/help")
def show() -> str:
    """Render the help page."""
    newest = search_service.run_search(request_context.engine(), SearchRequest(), EXAMPLE_HEADLINES)
    return render_template("help.html", search_request=SearchRequest(), examples=example_queries(newest))
