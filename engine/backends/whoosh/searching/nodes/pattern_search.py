"""Wildcards and NEAR in the literal index of a segment."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import distinct, spread
from engine.backends.whoosh.segment.literal_index import LiteralIndex
from engine.errors import QueryTooCostly
from engine.query import wildcard as patterns
from engine.runtime import deadline

MAX_POSITIONS = (
    1 << 24
)  # positions that a NEAR may hold at a time in a segment, or an eighth of its text if that is more


def wildcard_documents(index: LiteralIndex, pattern: patterns.WildcardPattern, field: str | None) -> Array:
    """Return the documents of a segment that match a pattern, ascending."""
    if len(pattern.texts) == 1 and set(pattern.gaps) == {(0, 0)} and not any(map(str.isspace, pattern.texts[0])):
        return index.docs(pattern.texts[0], field)
    return index.documents_of(find_wildcard(index, pattern, field))


def find_wildcard(index: LiteralIndex, pattern: patterns.WildcardPattern, field: str | None) -> Array:
    """Return the last positions of a pattern's matches, ascending.

    西*镇 is 西, at most 20 characters of the same paragraph, 镇.
    """
    if not pattern.texts:
        return _long_lines(index, pattern.gaps[0][0], field)
    ends = former = np.zeros(0, np.int64)
    for number, (text, (low, high)) in enumerate(zip(pattern.texts, pattern.gaps, strict=False)):
        deadline.check_deadline()
        if not number or text != pattern.texts[number - 1]:
            former = index.positions(text, field)
        begins = _reachable(former, ends + low, ends + high) if number else former
        if any(map(str.isspace, text)):  # the end of a line also matches a space
            begins = begins[_line(index, begins) == _line(index, begins + len(text))]
        begins = _following(index, begins, ends, low, high) if number else _inside(index, begins, low)
        ends = begins + len(text)
        if not len(ends):
            return ends
    # Trailing wildcards stand for characters too, which must precede the break that ends the line.
    low = pattern.gaps[-1][0]
    ends = ends[_line(index, ends - 1) == _line(index, ends + low)] if low else ends
    return ends - 1


def _long_lines(index: LiteralIndex, least: int, field: str | None) -> Array:
    """Return the starts of lines of at least `least` characters; for an empty line, its end."""
    begins = np.append(0, index.breaks[:-1] + 1)[: len(index.breaks)]
    return index.inside(begins[index.breaks - begins >= least], field)


def _line(index: LiteralIndex, positions: Array) -> Array:
    line: Array = index.breaks.searchsorted(positions)
    return line


def _inside(index: LiteralIndex, begins: Array, low: int) -> Array:
    """Return the starts that have `low` characters of their paragraph before them."""
    if not low:
        return begins
    begins = begins[begins >= low]
    same: Array = _line(index, begins) == _line(index, begins - low)
    return begins[same]


def _reachable(begins: Array, low: Array, high: Array) -> Array:
    """Return the `begins` within `low` to `high` of any position, or all if they are few; all three ascend."""
    if len(begins) < len(low):
        return begins  # checking each of them costs less
    last = begins.searchsorted(high, "right")
    first = np.maximum(begins.searchsorted(low), np.append(0, last[:-1]))
    return begins[spread(first, np.maximum(last - first, 0))]


def _following(index: LiteralIndex, begins: Array, ends: Array, low: int, high: int) -> Array:
    """Return the starts that follow an end by `low` to `high` characters in the same paragraph."""
    # If the nearest end is in another paragraph, so are all ends before it.
    nearest = ends.searchsorted(begins - low, "right") - 1
    begins, nearest = begins[nearest >= 0], nearest[nearest >= 0]
    former = ends[nearest]
    keep: Array = (begins - former <= high) & (_line(index, begins) == _line(index, former))
    return begins[keep]


def find_near(index: LiteralIndex, parts: Sequence[str], distance: int, field: str | None) -> Array:
    """Return the starts of windows with every part and at most `distance` other characters, ascending."""
    reach = distance + sum(map(len, parts))
    rarest, *others = sorted(dict.fromkeys(parts), key=index.estimate)
    # Every window contains the rarest part, so positions of other parts that are not near it are dropped.
    places = [(rarest, index.positions(rarest, field))]
    room = max(MAX_POSITIONS, index.length // 8)
    for part in others:
        deadline.check_deadline()
        seeds = places[0][1]
        result = _reached_by(index.positions(part, field), seeds - reach, seeds + reach)
        places = [(rarest, _reached_by(seeds, result - reach, result + reach)), *places[1:], (part, result)]
        if not len(result):
            return result
        room -= len(result)
        if room < 0:
            raise QueryTooCostly("Words near each other: fewer, or rarer ones, since these stand nearly everywhere.")
    windows = []
    for _, first in places:
        ends, mask = first, np.ones(len(first), bool)
        for part, place in places:
            deadline.check_deadline()
            following = place.searchsorted(first)
            mask &= following < len(place)
            ends = np.maximum(ends, place[np.minimum(following, len(place) - 1)] + len(part))
        mask &= ends - first <= reach
        windows.append(first[mask][_line(index, first[mask]) == _line(index, ends[mask])])
    return distinct(np.concatenate(windows))


def _reached_by(places: Array, low: Array, high: Array) -> Array:
    """Return the `places` that lie from `low` to `high` of any position; all three ascend."""
    nearest = low.searchsorted(places, "right") - 1
    mask: Array = nearest >= 0
    mask[mask] = places[mask] <= high[nearest[mask]]
    return places[mask]
