"""Advice on filters whose value no article has: the values that look like it."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from engine.backend import Engine
from engine.query.tree import Every, Filters, Request
from engine.suggest.spelling import edit_cost
from engine.text.normalize import fold
from searchapp.request.params import FACETS, SearchRequest

# Values named for each unknown one, and the most edits between them.
MAX_SIMILAR, MAX_EDITS = 3, 1.0


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value of a filter that no article has, and similar ones, the most frequent first."""

    facet: str
    value: str
    similar: tuple[str, ...]


def unknown_values(engine: Engine, search_request: SearchRequest) -> tuple[UnknownValue, ...]:
    """Return the values of the filters that no article of the index has."""
    unknown = []
    for facet in FACETS:
        for value in getattr(search_request.filters, facet):
            chosen: dict[str, Any] = {facet: (value,)}
            only = Request(Every(), Filters(**chosen), limit=0, passages=False, counted=())
            if not engine.search(only).total:
                unknown.append(UnknownValue(facet, value, _similar(engine, facet, value)))
    return tuple(unknown)


def _similar(engine: Engine, facet: str, value: str) -> tuple[str, ...]:
    counts = engine.search(Request(Every(), limit=0, passages=False, counted=(facet,), all_values=True)).facets.get(
        facet, ()
    )
    counts = sorted(counts, key=lambda one: -one.count)
    names = dict.fromkeys(one.value.rsplit("/", 1)[-1] for one in counts)
    wanted = fold(value.rsplit("/", 1)[-1])
    near = [name for name in names if edit_cost(wanted, fold(name)) <= MAX_EDITS]
    return tuple(near[:MAX_SIMILAR] or get_close_matches(wanted, names, MAX_SIMILAR))
