"""Home page with the search box, index information and starting points."""

from __future__ import annotations

from flask import Blueprint, render_template

from searchapp.request.params import SearchRequest
from searchapp.server import request_context
from searchapp.service import search_service
from searchapp.service.starting_points import example_queries, namesakes, starting_points

blueprint = Blueprint("home", __name__)
RECENT = 8


@blueprint.get("/")
def home() -> str:
    """Render the search box, index information, the newest articles, and towns and leaders to start from."""
    newest = search_service.run_search(request_context.engine(), SearchRequest(), RECENT)
    first = starting_points(newest)
    return render_template(
        "home.html",
        info=request_context.info(),
        page=newest,
        search_request=SearchRequest(),
        starts=first,
        namesakes=namesakes(first["town"]),
        examples=example_queries(newest),
    )
