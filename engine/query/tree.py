"""The query tree: what a reader asks, independent of any engine and of how it was typed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

# Fields that a part of a query can be tied to; None ties it to the whole text (title, kicker, subtitle, body).
TEXT_FIELDS = ("title", "kicker", "subtitle", "body")


@dataclass(frozen=True, slots=True)
class Every:
    """Matches all articles."""


@dataclass(frozen=True, slots=True)
class Term:
    """A chunk of text without spaces: matches where it stands literally or where all its words stand, in `field`."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """Text in quotes: matches only where exactly this stands, after normalising; nothing else does."""

    text: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Wildcard:
    """A pattern over literal text: `*` is up to 20 characters, `?` exactly one; none crosses a paragraph."""

    pattern: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """All parts literally within `distance` characters of each other, in any order, in one paragraph."""

    parts: tuple[str, ...]
    distance: int = 20
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """Articles with this value in a facet field: source, town (a path, or the last part of one), leader (a name).

    `group` and `former` are too, though they are not counted: the reprints of the article with this id, and the article
    that had this id in an earlier generation.
    """

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateRange:
    """Published from `since` to `until`, both included; None leaves that side open. Undated articles never match."""

    since: datetime.date | None
    until: datetime.date | None


@dataclass(frozen=True, slots=True)
class And:
    """All parts match."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part matches."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not match."""

    part: Query


Query = Every | Term | Phrase | Wildcard | Near | Facet | DateRange | And | Or | Not


def conjunction(parts: Iterable[Query]) -> Query | None:
    """All parts, those of a conjunction among them one by one; None where there is none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def disjunction(parts: Iterable[Query]) -> Query | None:
    """Any of the parts, those of a disjunction among them one by one; None where there is none."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader chose beside the words. Values of one facet are alternatives; different facets must all hold.

    `without` excludes: pairs of facet field and value. A facet's counts leave out the selection in that facet itself.
    """

    town: tuple[str, ...] = ()
    leader: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    without: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """One whole search: query, filters, order and the window of hits.

    `sort` is "relevance", "date" (newest first) or "added" (what came into the index last first, then by date).

    `counted` are the facets whose values are counted.

    `passages` False: who asks for thousands of hits does without their snippets, so an engine may leave them out.
    `ranked_by` is what hits are scored for where that is more than what they must match: a query that was relaxed still
    ranks those articles first that hold most of what was asked. None means `query`.
    """

    query: Query
    filters: Filters = Filters()
    sort: str = "relevance"
    offset: int = 0
    limit: int = 10
    passages: bool = True
    ranked_by: Query | None = None
    counted: tuple[str, ...] = ("source", "date", "town", "leader")
