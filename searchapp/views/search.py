"""The results page."""

from __future__ import annotations

from flask import Blueprint, render_template

from engine.snippet import highlights
from searchapp import search
from searchapp.chips import chips
from searchapp.histogram import histogram
from searchapp.reprints import reprints
from searchapp.towns import tree
from searchapp.views import current, language

blueprint = Blueprint("search", __name__)
# Values of a facet beside the hits; the page of the facet has them all.
SHORT_LIST = 8
TOWNS = 20


@blueprint.get("/search")
def results() -> str:
    """One page of hits with its facets."""
    page = search.run(current.engine(), current.asked(), current.page_size())
    found, filters = page.results.facets, page.asked.filters
    return render_template(
        "search.html",
        page=page,
        asked=page.asked,
        chips=chips(page.asked, page.reading.query, language.code()),
        dates=histogram(found["date"], filters.since, filters.until),
        towns=tree(found["town"], TOWNS),
        short_list=SHORT_LIST,
        tree_size=TOWNS,
        highlights=highlights,
        reprints=reprints(current.engine(), (hit.article for hit in page.results.hits)),
        escapes=() if page.results.total else search.escapes(current.engine(), page),
    )
