"""The results page."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from engine.snippet import highlights
from searchapp import search
from searchapp.chips import chips
from searchapp.choices import choices
from searchapp.histogram import histogram
from searchapp.params import FACETS
from searchapp.reprints import reprints
from searchapp.towns import Node, tree
from searchapp.views import current, health, keeping, language

blueprint = Blueprint("search", __name__)
# Values of a facet beside the hits; the page of the facet has them all.
SHORT_LIST = 8
TOWNS = 20


@blueprint.get("/search")
def results() -> str:
    """One page of hits with its facets."""
    page = search.run(current.engine(), current.asked(), current.page_size())
    found, filters = page.results.facets, page.asked.filters
    if page.asked.page == 1:
        total = 0 if page.answer.dropped else page.results.total
        health.count_search(total, bool(page.reading.problems))
        if not page.asked.narrowed:
            keeping.frequent().count(page.asked.text, total)
    return render_template(
        "search.html",
        **of_hits(page),
        dates=histogram(found["date"], filters.since, filters.until),
        choices={name: choices(page.asked, name, _short(page, name), request.script_root) for name in FACETS},
        tree_size=TOWNS,
        escapes=() if page.results.total else search.escapes(current.engine(), page),
    )


def of_hits(page: search.Page) -> dict[str, Any]:
    """What _asked.html and _hits.html need to know, on whichever page they stand."""
    return {
        "page": page,
        "asked": page.asked,
        "chips": chips(page.asked, page.reading.query, language.code()),
        "highlights": highlights,
        "reprints": reprints(current.engine(), (hit.article for hit in page.results.hits)),
    }


def _short(page: search.Page, name: str) -> tuple[Node, ...]:
    """The most frequent values, and the selected ones wherever they stand."""
    values, most = page.results.facets[name], TOWNS if name == "town" else SHORT_LIST
    if not getattr(page.asked.filters, name):
        values = values[:most]
    if name == "town":
        return tree(values, most)
    return tuple(Node(value) for place, value in enumerate(values) if value.selected or place < most)
