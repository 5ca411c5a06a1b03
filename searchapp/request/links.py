"""URLs of searches, each the same search with one change. All search URLs are made here."""

from __future__ import annotations

import datetime
from dataclasses import replace
from urllib.parse import quote

from engine.query.tree import Filters
from engine.runtime.bounded_cache import bounded
from searchapp.request.params import CHARTS, FACETS, SearchRequest
from searchapp.request.params import write_request as arguments

__all__ = ["arguments"]
SEARCH_PATH, ARTICLE_PATH = "/search", "/article/"


def query_string(search_request: SearchRequest) -> str:
    """Return `q=…&town=…` in canonical order, spaces as %20; empty for the empty request."""
    return "&".join(f"{name}={quoted(value)}" for name, value in arguments(search_request))


@bounded(2 << 20)
def quoted(value: str) -> str:
    """Percent-encode a value for a URL."""
    # A results page has about a hundred links, most of which repeat the same values.
    return quote(value, safe="")


def url(search_request: SearchRequest, path: str = SEARCH_PATH) -> str:
    """Return the canonical URL of this request."""
    arguments = query_string(search_request)
    return f"{path}?{arguments}" if arguments else path


def facet_url(search_request: SearchRequest, facet: str, find: str = "", level: str = "", page: int = 1) -> str:
    """Return the URL of a page of all values of a facet, those whose name contains `find`, of one level of places."""
    pairs = [("level", level), ("find", find), ("page", str(page) if page > 1 else "")]
    own = "&".join(f"{name}={quoted(value)}" for name, value in pairs if value)
    start = url(at_page(search_request, 1), f"/facet/{facet}")
    return f"{start}{'&' if '?' in start else '?'}{own}" if own else start


def with_text(search_request: SearchRequest, text: str) -> SearchRequest:
    """Return the request with another query text and the same filters."""
    return replace(search_request, text=text, page=1, verbatim=False)


def verbatim(search_request: SearchRequest, text: str) -> SearchRequest:
    """Return the request for a text exactly as it was typed, whatever may have been meant."""
    return replace(search_request, text=text, page=1, verbatim=True)


def is_chosen(search_request: SearchRequest, facet: str, value: str) -> tuple[str, ...]:
    """Return the selected values that match `value`: itself or, for a town, the last part of its path."""
    values: tuple[str, ...] = getattr(search_request.filters, facet)
    return tuple(v for v in values if v == value or (facet == "town" and value.endswith(f"/{v}")))


def with_value(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Select `value` of `facet` and stop excluding it; a town replaces selected towns that contain it or lie in it."""
    values: tuple[str, ...] = getattr(search_request.filters, facet)
    if facet == "town":
        values = tuple(v for v in values if not (v.startswith(f"{value}/") or value.startswith(f"{v}/")))
    return _filtered(
        search_request, without=_kept(search_request, facet, value), **{facet: tuple(sorted({*values, value}))}
    )


def without_value(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Remove `value` from the selected values of `facet`."""
    gone = is_chosen(search_request, facet, value)
    return _filtered(
        search_request, **{facet: tuple(v for v in getattr(search_request.filters, facet) if v not in gone)}
    )


def toggle(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Select `value` of `facet`, or remove it if it is selected."""
    return (without_value if is_chosen(search_request, facet, value) else with_value)(search_request, facet, value)


def exclude(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Exclude the articles that have `value` in `facet`."""
    gone = is_chosen(search_request, facet, value)
    remaining = tuple(v for v in getattr(search_request.filters, facet) if v not in gone)
    without = sorted(
        {*search_request.filters.without, (facet, value)}, key=lambda pair: (FACETS.index(pair[0]), pair[1])
    )
    return _filtered(search_request, without=tuple(without), **{facet: remaining})


def include(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Stop excluding `value` of `facet`."""
    return _filtered(search_request, without=_kept(search_request, facet, value))


def with_dates(
    search_request: SearchRequest, since: datetime.date | None, until: datetime.date | None
) -> SearchRequest:
    """Filter by publication date, both days inclusive; None leaves a side open.

    Articles without a date are no longer selected.
    """
    return _filtered(search_request, since=since, until=until, undated=False)


def with_chart(search_request: SearchRequest, chart: str) -> SearchRequest:
    """Draw the chart with another scale."""
    return replace(search_request, chart=chart)


def without_view(search_request: SearchRequest) -> SearchRequest:
    """Return the request without what only changes how its results are shown."""
    return replace(search_request, chart=CHARTS[0])


def without_dates(search_request: SearchRequest) -> SearchRequest:
    """Stop filtering by publication date; articles without one stay selected if they are."""
    return _filtered(search_request, since=None, until=None)


def with_undated(search_request: SearchRequest, undated: bool) -> SearchRequest:
    """Select articles without a date, beside those of the dates given, or no longer select them."""
    return _filtered(search_request, undated=undated)


def unfiltered(search_request: SearchRequest) -> SearchRequest:
    """Return the request with the same query text and no filters."""
    return replace(search_request, filters=Filters(), page=1)


def sorted_by(search_request: SearchRequest, sort: str) -> SearchRequest:
    """Return the request in this order; the default order is left implicit."""
    default = SearchRequest(text=search_request.text).order
    return replace(search_request, sort=None if sort == default else sort, page=1)


def at_page(search_request: SearchRequest, page: int) -> SearchRequest:
    """Return the request for another page of the same hits."""
    return replace(search_request, page=page)


def pages_around(page: int, last: int) -> tuple[int, ...]:
    """Return the page numbers to offer: the first, those near `page`, and the last."""
    near = range(max(1, page - 2), min(last, page + 2) + 1)
    return tuple(sorted({1, *near, last}))


def article_url(article_id: str, text: str = "", folder: str = ARTICLE_PATH) -> str:
    """Return the URL of an article page, with the query text to highlight, if any."""
    path = f"{folder}{quoted(article_id)}"
    return f"{path}?q={quoted(text)}" if text else path


def _kept(search_request: SearchRequest, facet: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in search_request.filters.without if pair != (facet, value))


def _filtered(search_request: SearchRequest, **changes: object) -> SearchRequest:
    return replace(search_request, filters=replace(search_request.filters, **changes), page=1)  # type: ignore[arg-type]
