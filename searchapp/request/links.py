"""A request to URLs: the same search with one thing changed. Every URL of a search is made here."""

from __future__ import annotations

import datetime
from dataclasses import replace
from urllib.parse import quote

from engine.query.tree import Filters
from engine.runtime.bounded_cache import bounded
from searchapp.request.params import FACETS, SearchRequest
from searchapp.request.params import write_request as arguments

__all__ = ["arguments"]
SEARCH_PATH, ARTICLE_PATH = "/search", "/article/"


def query_string(search_request: SearchRequest) -> str:
    """`q=…&town=…` in canonical order, spaces as %20; empty for the empty request."""
    return "&".join(f"{name}={quoted(value)}" for name, value in arguments(search_request))


@bounded(2 << 20)
def quoted(value: str) -> str:
    """A value as it stands in a URL."""
    # A page of results has some hundred links, in most of which the same values stand.
    return quote(value, safe="")


def url(search_request: SearchRequest, path: str = SEARCH_PATH) -> str:
    """The canonical URL of this request."""
    arguments = query_string(search_request)
    return f"{path}?{arguments}" if arguments else path


def with_text(search_request: SearchRequest, text: str) -> SearchRequest:
    """The same filters with other words."""
    return replace(search_request, text=text, page=1)


def is_chosen(search_request: SearchRequest, facet: str, value: str) -> tuple[str, ...]:
    """The chosen values that mean `value`: itself or, for a town, the last part of its path."""
    values: tuple[str, ...] = getattr(search_request.filters, facet)
    return tuple(v for v in values if v == value or (facet == "town" and value.endswith(f"/{v}")))


def with_value(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """With `value` among the chosen ones of `facet`, not excluded; a town takes the place of those round or in it."""
    values: tuple[str, ...] = getattr(search_request.filters, facet)
    if facet == "town":
        values = tuple(v for v in values if not (v.startswith(f"{value}/") or value.startswith(f"{v}/")))
    return _filtered(
        search_request, without=_kept(search_request, facet, value), **{facet: tuple(sorted({*values, value}))}
    )


def without_value(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """With `value` no longer among the chosen ones of `facet`."""
    gone = is_chosen(search_request, facet, value)
    return _filtered(
        search_request, **{facet: tuple(v for v in getattr(search_request.filters, facet) if v not in gone)}
    )


def toggle(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """With `value` of `facet` chosen where it was not, and the other way round."""
    return (without_value if is_chosen(search_request, facet, value) else with_value)(search_request, facet, value)


def exclude(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """Without the articles that have `value` in `facet`."""
    gone = is_chosen(search_request, facet, value)
    remaining = tuple(v for v in getattr(search_request.filters, facet) if v not in gone)
    without = sorted(
        {*search_request.filters.without, (facet, value)}, key=lambda pair: (FACETS.index(pair[0]), pair[1])
    )
    return _filtered(search_request, without=tuple(without), **{facet: remaining})


def include(search_request: SearchRequest, facet: str, value: str) -> SearchRequest:
    """With `value` of `facet` no longer excluded."""
    return _filtered(search_request, without=_kept(search_request, facet, value))


def with_dates(
    search_request: SearchRequest, since: datetime.date | None, until: datetime.date | None
) -> SearchRequest:
    """Published between these two days, both included; None leaves a side open."""
    return _filtered(search_request, since=since, until=until)


def unfiltered(search_request: SearchRequest) -> SearchRequest:
    """The same words without any filter."""
    return replace(search_request, filters=Filters(), page=1)


def sorted_by(search_request: SearchRequest, sort: str) -> SearchRequest:
    """In this order; the default order is not written down."""
    default = SearchRequest(text=search_request.text).order
    return replace(search_request, sort=None if sort == default else sort, page=1)


def at_page(search_request: SearchRequest, page: int) -> SearchRequest:
    """Another page of the same hits."""
    return replace(search_request, page=page)


def pages_around(page: int, last: int) -> tuple[int, ...]:
    """The pages to offer: the first, those near `page`, the last."""
    near = range(max(1, page - 2), min(last, page + 2) + 1)
    return tuple(sorted({1, *near, last}))


def article_url(article_id: str, text: str = "", folder: str = ARTICLE_PATH) -> str:
    """The page of an article; with the reader's words, they are highlighted in it."""
    path = f"{folder}{quoted(article_id)}"
    return f"{path}?q={quoted(text)}" if text else path


def _kept(search_request: SearchRequest, facet: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in search_request.filters.without if pair != (facet, value))


def _filtered(search_request: SearchRequest, **changes: object) -> SearchRequest:
    return replace(search_request, filters=replace(search_request.filters, **changes), page=1)  # type: ignore[arg-type]
