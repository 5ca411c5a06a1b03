"""Search results page."""

from __future__ import annotations

import datetime
from typing import Any

from flask import Blueprint, render_template, request

from engine.query.match_ranges import highlights
from engine.query.printer import format_query
from engine.results.results import number_of_values
from searchapp.present.chips import filter_chips
from searchapp.present.facet_links import facet_links
from searchapp.present.histogram import histogram
from searchapp.present.place_levels import first_of_levels
from searchapp.present.recent_dates import recent_dates
from searchapp.present.town_tree import TownNode
from searchapp.request.params import CHARTS, FACETS
from searchapp.server import health, language, reader_services, request_context
from searchapp.service import search_service
from searchapp.service.reprints import reprints

blueprint = Blueprint("search", __name__)
# Facet values shown beside the hits; the facet page shows the others.
FACET_VALUES_SHOWN = 8


@blueprint.get("/search")
def results() -> str:
    """Render one page of hits with its facets."""
    page = search_service.run_search(
        request_context.engine(), request_context.search_request(), request_context.page_size()
    )
    facets, filters, info = page.results.facets, page.search_request.filters, request_context.info()
    if page.search_request.page == 1:
        total = 0 if page.answer.dropped else page.results.total
        health.count_search(total, bool(page.reading.problems))
        if not page.search_request.is_narrowed:
            reader_services.frequent().count(page.search_request.text, total)
    levels = {
        level: facet_links(page.search_request, "town", map(TownNode, values), request.script_root)
        for level, values in first_of_levels(facets["town"], FACET_VALUES_SHOWN, bool(filters.town)).items()
    }
    selected = (level for level, shown in levels.items() if any(one.selected for one in shown))
    return render_template(
        "search.html",
        **of_hits(page),
        dates=histogram(facets["date"], filters.since, filters.until, page.search_request.chart, info.months),
        charts=CHARTS,
        recent=recent_dates(datetime.date.today(), info.last),
        choices={
            name: facet_links(page.search_request, name, _short(page, name), request.script_root)
            for name in FACETS
            if name != "town"
        },
        town_levels=levels.items(),
        shown_level=next(selected, next(iter(levels), "")),
        number_of_values=number_of_values,
        quoted='"' in format_query(page.reading.query),
        escapes=() if page.results.total else search_service.alternative_searches(request_context.engine(), page),
    )


def of_hits(page: search_service.ResultPage) -> dict[str, Any]:
    """Return the variables that the templates _asked.html and _hits.html need on any page."""
    return {
        "page": page,
        "search_request": page.search_request,
        "chips": filter_chips(
            page.search_request, page.reading.query, page.vocabulary.expansion, language.language_code()
        ),
        "highlights": highlights,
        "reprints": reprints(request_context.engine(), (hit.article for hit in page.results.hits)),
    }


def _short(page: search_service.ResultPage, name: str) -> tuple[TownNode, ...]:
    """Return the most frequent values, and the selected ones whatever their rank."""
    values = page.results.facets[name]
    if not getattr(page.search_request.filters, name):
        values = values[:FACET_VALUES_SHOWN]
    return tuple(TownNode(value) for place, value in enumerate(values) if value.selected or place < FACET_VALUES_SHOWN)
