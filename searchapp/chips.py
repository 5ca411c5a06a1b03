"""What was understood and every active filter, each with the request that is left without it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.printer import write
from engine.query import And, Every, Query
from searchapp import links
from searchapp.params import FACETS, Asked


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the request. `kind` is "query", "date", a facet, or not_ and a facet; `without` is the rest."""

    kind: str
    value: Query | str | None
    without: Asked


def chips(asked: Asked, query: Query) -> tuple[Chip, ...]:
    """The parts of the query that must all match, then the filters."""
    filters = asked.filters
    found = [*_parts(asked, query)]
    for facet in FACETS:
        found += [Chip(facet, v, links.without_value(asked, facet, v)) for v in getattr(filters, facet)]
    found += [Chip(f"not_{facet}", v, links.include(asked, facet, v)) for facet, v in filters.without]
    if filters.since or filters.until:
        found.append(Chip("date", None, links.within(asked, None, None)))
    return tuple(found)


def _parts(asked: Asked, query: Query) -> list[Chip]:
    if isinstance(query, Every):
        return []
    parts = query.parts if isinstance(query, And) else (query,)
    rest = [And(parts[:place] + parts[place + 1 :]) for place in range(len(parts))]
    return [
        Chip("query", part, links.with_text(asked, write(others) if others.parts else ""))
        for part, others in zip(parts, rest, strict=True)
    ]
