"""Chips for the parts of the query and the active filters, each with the request that removes it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.query import description
from engine.query.expansion import QueryExpansion
from engine.query.tree import And, Query
from searchapp.request import links
from searchapp.request.params import FACETS, SearchRequest

# Maximum number of parts shown one by one, beyond which that many characters of the text are shown: n links to the rest
# of n parts take n² words.
MAX_CHIPS, MAX_SHOWN_CHARS = 30, 60


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One part of the request, and `without` it the rest.

    `kind` is "query", "date", "undated", a facet, or not_ and a facet.

    `value` is a part of the query in plain words, or a value of a facet; empty for dates. `literal` is the request for
    the part exactly as it was typed, None if there is no other way to write it.
    """

    kind: str
    value: str
    without: SearchRequest
    literal: SearchRequest | None = None


def filter_chips(
    search_request: SearchRequest, query: Query, expansion: QueryExpansion, language: str = "zh"
) -> tuple[FilterChip, ...]:
    """Return the parts of the query that must all match, then the filters; `language` is "zh" or "en"."""
    filters = search_request.filters
    found = _of_words(search_request, query, expansion, language)
    for facet in FACETS:
        found += [FilterChip(facet, v, links.without_value(search_request, facet, v)) for v in getattr(filters, facet)]
    found += [FilterChip(f"not_{facet}", v, links.include(search_request, facet, v)) for facet, v in filters.without]
    if filters.since or filters.until:
        found.append(FilterChip("date", "", links.without_dates(search_request)))
    if filters.undated:
        found.append(FilterChip("undated", "", links.with_undated(search_request, False)))
    return tuple(found)


def _of_words(
    search_request: SearchRequest, query: Query, expansion: QueryExpansion, language: str
) -> list[FilterChip]:
    """Return a chip for each part, or one for the whole query if there are more than `MAX_CHIPS`."""
    if isinstance(query, And) and len(query.parts) > MAX_CHIPS:
        start = " ".join(search_request.text[:MAX_SHOWN_CHARS].split())
        return [FilterChip("query", f"{start}…", links.with_text(search_request, ""))]
    parts = description.query_parts(query, expansion, language)
    return [
        FilterChip(
            "query",
            part.text,
            links.with_text(search_request, part.without),
            links.with_text(search_request, part.literal) if part.literal else None,
        )
        for part in parts
    ]
