"""A request to URLs: the same search with one thing changed. Every URL of a search is made here."""

from __future__ import annotations

import datetime
from dataclasses import replace
from urllib.parse import quote

from engine.cache import bounded
from engine.query import Filters
from searchapp.params import FACETS, Asked
from searchapp.params import write as arguments

__all__ = ["arguments"]
PATH, ARTICLE = "/search", "/article/"


def query_string(asked: Asked) -> str:
    """`q=…&town=…` in canonical order, spaces as %20; empty for the empty request."""
    return "&".join(f"{name}={quoted(value)}" for name, value in arguments(asked))


@bounded(2 << 20)
def quoted(value: str) -> str:
    """A value as it stands in a URL."""
    # A page of results has some hundred links, in most of which the same values stand.
    return quote(value, safe="")


def url(asked: Asked, path: str = PATH) -> str:
    """The canonical URL of this request."""
    arguments = query_string(asked)
    return f"{path}?{arguments}" if arguments else path


def with_text(asked: Asked, text: str) -> Asked:
    """The same filters with other words."""
    return replace(asked, text=text, page=1)


def chosen(asked: Asked, facet: str, value: str) -> tuple[str, ...]:
    """The chosen values that mean `value`: itself or, for a town, the last part of its path."""
    values: tuple[str, ...] = getattr(asked.filters, facet)
    return tuple(v for v in values if v == value or (facet == "town" and value.endswith(f"/{v}")))


def with_value(asked: Asked, facet: str, value: str) -> Asked:
    """With `value` among the chosen ones of `facet`, not excluded; a town takes the place of those round or in it."""
    values: tuple[str, ...] = getattr(asked.filters, facet)
    if facet == "town":
        values = tuple(v for v in values if not (v.startswith(f"{value}/") or value.startswith(f"{v}/")))
    return _filtered(asked, without=_kept(asked, facet, value), **{facet: tuple(sorted({*values, value}))})


def without_value(asked: Asked, facet: str, value: str) -> Asked:
    """With `value` no longer among the chosen ones of `facet`."""
    gone = chosen(asked, facet, value)
    return _filtered(asked, **{facet: tuple(v for v in getattr(asked.filters, facet) if v not in gone)})


def toggle(asked: Asked, facet: str, value: str) -> Asked:
    """With `value` of `facet` chosen where it was not, and the other way round."""
    return (without_value if chosen(asked, facet, value) else with_value)(asked, facet, value)


def exclude(asked: Asked, facet: str, value: str) -> Asked:
    """Without the articles that have `value` in `facet`."""
    gone = chosen(asked, facet, value)
    kept = tuple(v for v in getattr(asked.filters, facet) if v not in gone)
    without = sorted({*asked.filters.without, (facet, value)}, key=lambda pair: (FACETS.index(pair[0]), pair[1]))
    return _filtered(asked, without=tuple(without), **{facet: kept})


def include(asked: Asked, facet: str, value: str) -> Asked:
    """With `value` of `facet` no longer excluded."""
    return _filtered(asked, without=_kept(asked, facet, value))


def within(asked: Asked, since: datetime.date | None, until: datetime.date | None) -> Asked:
    """Published between these two days, both included; None leaves a side open."""
    return _filtered(asked, since=since, until=until)


def unfiltered(asked: Asked) -> Asked:
    """The same words without any filter."""
    return replace(asked, filters=Filters(), page=1)


def sorted_by(asked: Asked, sort: str) -> Asked:
    """In this order; the default order is not written down."""
    default = Asked(text=asked.text).order
    return replace(asked, sort=None if sort == default else sort, page=1)


def at_page(asked: Asked, page: int) -> Asked:
    """Another page of the same hits."""
    return replace(asked, page=page)


def pages_around(page: int, last: int) -> tuple[int, ...]:
    """The pages to offer: the first, those near `page`, the last."""
    near = range(max(1, page - 2), min(last, page + 2) + 1)
    return tuple(sorted({1, *near, last}))


def article_url(article_id: str, text: str = "", folder: str = ARTICLE) -> str:
    """The page of an article; with the reader's words, they are highlighted in it."""
    path = f"{folder}{quoted(article_id)}"
    return f"{path}?q={quoted(text)}" if text else path


def _kept(asked: Asked, facet: str, value: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in asked.filters.without if pair != (facet, value))


def _filtered(asked: Asked, **changes: object) -> Asked:
    return replace(asked, filters=replace(asked.filters, **changes), page=1)  # type: ignore[arg-type]
