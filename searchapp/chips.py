"""What was understood and every active filter, each with the request that is left without it."""

from __future__ import annotations

from dataclasses import dataclass

from engine import describing
from engine.query import And, Query
from searchapp import links
from searchapp.params import FACETS, Asked

# Parts of a query that are shown one by one, else so many characters of its text: the links of n parts hold n² words.
MOST, SHOWN = 30, 60


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the request. `kind` is "query", "date", a facet, or not_ and a facet; `without` is the rest.

    `value` is a part of the query in plain words, or a value of a facet; empty for the dates.
    """

    kind: str
    value: str
    without: Asked


def chips(asked: Asked, query: Query, language: str = "zh") -> tuple[Chip, ...]:
    """The parts of the query that must all match, then the filters; `language` is "zh" or "en"."""
    filters = asked.filters
    found = _of_words(asked, query, language)
    for facet in FACETS:
        found += [Chip(facet, v, links.without_value(asked, facet, v)) for v in getattr(filters, facet)]
    found += [Chip(f"not_{facet}", v, links.include(asked, facet, v)) for facet, v in filters.without]
    if filters.since or filters.until:
        found.append(Chip("date", "", links.within(asked, None, None)))
    return tuple(found)


def _of_words(asked: Asked, query: Query, language: str) -> list[Chip]:
    """A chip for each part; one for all where there are too many to be told one by one."""
    if isinstance(query, And) and len(query.parts) > MOST:
        start = " ".join(asked.text[:SHOWN].split())
        return [Chip("query", f"{start}…", links.with_text(asked, ""))]
    parts = describing.chips(query, language)
    return [Chip("query", part.text, links.with_text(asked, part.without)) for part in parts]
