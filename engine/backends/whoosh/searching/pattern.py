"""Patterns over literal text, within one paragraph: pieces at given distances, pieces near each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from whoosh import matching
from whoosh.query.qcore import Query

from engine import deadline
from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.segment.literal import LiteralIndex
from engine.backends.whoosh.segment.runs import spread

STRETCH = 20  # characters that one or more * may stand for


class Pattern(Query):  # type: ignore[misc]
    """Documents that a pattern of engine.query matches: `kind` is "wildcard" with one part, or "near" with several."""

    def __init__(self, kind: str, field: str | None, parts: tuple[str, ...], distance: int = 0) -> None:
        self.kind, self.zone, self.parts, self.distance = kind, field, parts, distance

    def __repr__(self) -> str:
        return f"Pattern({self.kind!r}, {self.zone!r}, {self.parts!r}, {self.distance})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pattern) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def field(self) -> str | None:
        """The zone."""
        return self.zone

    def docs_in(self, index: LiteralIndex) -> Array:
        """Documents of a segment that match, ascending."""
        if self.kind == "near":
            return index.documents_of(near(index, self.parts, self.distance, self.zone))
        return index.documents_of(wildcard(index, self.parts[0], self.zone))

    def estimate_size(self, ixreader: Any) -> int:
        """At least as many as match."""
        return int(ixreader.doc_count_all())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """For Whoosh's own searcher."""
        del context
        index = searcher.reader()._terms.segment.literal
        if index is None:
            return matching.NullMatcher()
        return matching.ListMatcher(self.docs_in(index).tolist(), all_weights=1.0)


def wildcard(index: LiteralIndex, pattern: str, field: str | None) -> Array:
    """Where matches of a pattern end, ascending: 西*镇 is 西, at most 20 characters of the same paragraph, 镇."""
    pieces = re.split(r"([*?]+)", pattern.strip("*"))
    ends, low, high = None, 0, 0
    for piece in pieces:
        if piece[:1] in ("*", "?"):
            low = piece.count("?")
            high = low + STRETCH if "*" in piece else low
        elif piece:
            begins = index.positions(piece, field)
            if ends is not None:
                begins = _reached(begins, ends + low, ends + high)
            if any(map(str.isspace, piece)):  # the end of a line is a space too
                begins = begins[_line(index, begins) == _line(index, begins + len(piece))]
            begins = _inside(index, begins, low) if ends is None else _behind(index, begins, ends, low, high)
            ends, low, high = begins + len(piece), 0, 0
    if ends is None:
        return _long_lines(index, low, field)
    # Signs at the end stand for characters too: they must be there, before the break that ends the line.
    ends = ends[_line(index, ends - 1) == _line(index, ends + low)] if low else ends
    return ends - 1


def _long_lines(index: LiteralIndex, least: int, field: str | None) -> Array:
    """Where lines of so many characters or more begin; of an empty line where it ends."""
    begins = np.append(0, index.breaks[:-1] + 1)[: len(index.breaks)]
    return index.inside(begins[index.breaks - begins >= least], field)


def _line(index: LiteralIndex, positions: Array) -> Array:
    line: Array = index.breaks.searchsorted(positions)
    return line


def _inside(index: LiteralIndex, begins: Array, low: int) -> Array:
    """Beginnings that have `low` characters of their paragraph before them."""
    if not low:
        return begins
    begins = begins[begins >= low]
    same: Array = _line(index, begins) == _line(index, begins - low)
    return begins[same]


def _reached(begins: Array, low: Array, high: Array) -> Array:
    """Those of `begins` that lie from `low` to `high` of any place, and all where they are few; all three ascend."""
    if len(begins) < len(low):
        return begins  # looking at each of them costs less
    last = begins.searchsorted(high, "right")
    first = np.maximum(begins.searchsorted(low), np.append(0, last[:-1]))
    return begins[spread(first, np.maximum(last - first, 0))]


def _behind(index: LiteralIndex, begins: Array, ends: Array, low: int, high: int) -> Array:
    """Beginnings that follow an end at `low` to `high` characters in the same paragraph."""
    # If the nearest end is in another paragraph, so are those before it.
    nearest = ends.searchsorted(begins - low, "right") - 1
    begins, nearest = begins[nearest >= 0], nearest[nearest >= 0]
    former = ends[nearest]
    keep: Array = (begins - former <= high) & (_line(index, begins) == _line(index, former))
    return begins[keep]


def near(index: LiteralIndex, parts: Sequence[str], distance: int, field: str | None) -> Array:
    """Where windows begin that hold every part, with at most `distance` characters beside them, ascending."""
    places = [index.positions(part, field) for part in parts]
    if not all(len(place) for place in places):
        return np.zeros(0, np.int64)
    reach = distance + sum(map(len, parts))
    found = []
    for first in places:
        deadline.check()
        ends, held = first, np.ones(len(first), bool)
        for place, part in zip(places, parts, strict=True):
            following = place.searchsorted(first)
            held &= following < len(place)
            ends = np.maximum(ends, place[np.minimum(following, len(place) - 1)] + len(part))
        held &= ends - first <= reach
        found.append(first[held][_line(index, first[held]) == _line(index, ends[held])])
    return np.unique(np.concatenate(found))
