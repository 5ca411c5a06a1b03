"""A query that finds nothing, made to ask for less: what still finds something, and exactly what was dropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.printer import write
from engine.query import And, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.words import shared, words

MOST = 24  # parts that are tried one by one

Count = Callable[[Query], int]


@dataclass(frozen=True, slots=True)
class Relaxed:
    """What to search for instead, and the parts that it no longer asks for, as the reader would type them."""

    query: Query
    dropped: tuple[str, ...]


def relax(query: Query, count: Count) -> Relaxed | None:
    """The largest part of a query without matches that has some; None where nothing of it has.

    `count` says how many articles match a query, filters included. Chunks are dropped before words of chunks; the
    rarest are kept first, since they say most. Exclusions, dates and fields that the reader chose stay.
    """
    fixed, parts = _parts(query)
    kept = _keep(fixed, parts, count)
    if len(kept) == len(parts) or not kept:
        finer = [piece for part in parts for piece in _pieces(part)]
        if finer == parts and not kept:
            return None
        parts, kept = finer, _keep(fixed, finer, count)
    if not kept:
        return None
    dropped = tuple(write(part) for part in parts if part not in kept)
    return Relaxed(_all([*fixed, *kept]), dropped)


def loosened(query: Query) -> Query | None:
    """`query` asking for any of its words: for the articles below those that hold all; None where it is one word."""
    fixed, parts = _parts(query)
    pieces = list(dict.fromkeys(piece for part in parts for piece in _shared(part)))
    if not pieces or (len(pieces) < 2 and pieces == parts):
        return None
    return _all([*fixed, Or(tuple(pieces)) if len(pieces) > 1 else pieces[0]])


def _parts(query: Query) -> tuple[list[Query], list[Query]]:
    """What must stay, and what may go."""
    parts: list[Query] = list(query.parts) if isinstance(query, And) else [query]
    free: list[Query] = [part for part in parts if not isinstance(part, Not) and _has_text(part)]
    return [part for part in parts if part not in free], free[:MOST]


def _has_text(part: Query) -> bool:
    if isinstance(part, And | Or):
        return any(_has_text(inner) for inner in part.parts)
    return isinstance(part, Term | Phrase | Wildcard | Near | Facet)


def _keep(fixed: list[Query], parts: list[Query], count: Count) -> list[Query]:
    """Parts that match together, chosen one after the other, the rarest first; in the order they were given."""
    counts = [(count(_all([*fixed, part])), place) for place, part in enumerate(parts)]
    kept: list[int] = []
    for number, place in sorted(counts):
        if number and count(_all([*fixed, *(parts[other] for other in (*kept, place))])):
            kept.append(place)
    return [parts[place] for place in sorted(kept)]


def _pieces(part: Query) -> list[Query]:
    """The words of a chunk as chunks of their own; what is quoted stays whole."""
    if isinstance(part, Term):
        return [replace(part, text=word) for word in words(part.text)] or [part]
    if isinstance(part, Near):
        return [Phrase(text, part.field) for text in part.parts]
    return [part]


def _shared(part: Query) -> list[Query]:
    """The same, with the words inside unbroken stretches."""
    if isinstance(part, Term):
        return [replace(part, text=word) for word in shared(part.text)] or [part]
    return _pieces(part)


def _all(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else And(tuple(parts))
