"""Query tree, independent of backends and of the syntax that was typed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

# Fields that a part of a query can be restricted to; None means all of them.
TEXT_FIELDS = ("title", "kicker", "subtitle", "body")


@dataclass(frozen=True, slots=True)
class Every:
    """Matches all articles."""


@dataclass(frozen=True, slots=True)
class Term:
    """A chunk of text; matches if `field` contains it literally or enough of its words (`required_matches`)."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Quoted text; matches only this exact text, after folding."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern over literal text: `*` matches up to 20 characters, `?` exactly one; neither crosses a paragraph."""

    pattern: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """All parts, matched literally, in any order in one paragraph, with at most `distance` characters between them."""

    parts: tuple[str, ...]
    distance: int = 20
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Articles with this value in a facet field: source, town, leader; the last two as a path or an ending of one.

    The fields `place`, `group` and `former` can be queried but are not counted: articles that speak of a place, the
    reprints of the article with this id, and the article that had this id in an earlier generation.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles published from `since` to `until` inclusive; None leaves a side open. Undated articles never match."""

    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class And:
    """All parts match."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part matches; with `variants` the parts but the first are other forms of what the reader typed."""

    parts: tuple[Query, ...]
    variants: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not match."""

    part: Query


Query = Every | Term | Phrase | Wildcard | Near | Facet | DateRange | And | Or | Not


def conjunction(parts: Iterable[Query]) -> Query | None:
    """Combine parts with And, flattening conjunctions among them; return a single part as is, None for no parts."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def disjunction(parts: Iterable[Query]) -> Query | None:
    """Combine parts with Or, flattening disjunctions among them; return a single part as is, None for no parts."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters of a request. Values of one facet are alternatives; different facets must all match.

    `without` are excluded pairs of facet field and value. With `undated`, articles without a date are an alternative to
    the dates given, the only ones if none are. The counts of a facet ignore the selection in that facet.
    """

    town: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    without: tuple[tuple[str, str], ...] = ()
    undated: bool = False

    @property
    def has_dates(self) -> bool:
        """True if articles are selected by their date or for having none."""
        return bool(self.since or self.until or self.undated)


@dataclass(frozen=True, slots=True)
class Request:
    """A search request: query, filters, sort order and the window of hits.

    `sort` is "relevance", "date" (newest first) or "added" (most recently indexed first, then by date).

    `counted` are the facets whose values are counted; with `all_values` all of them are listed, not only the most
    frequent ones.

    With `passages` False an engine may leave out snippets, for requests of thousands of hits. `ranked_by` is the query
    that hits are scored for, None for `query`: after relaxation, articles that match more of the original query still
    rank first.
    """

    query: Query
    filters: Filters = Filters()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 10
    passages: bool = True
    ranked_by: Query | None = None
    counted: tuple[str, ...] = ("source", "date", "town", "leader")
    all_values: bool = False
