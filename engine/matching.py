"""Where a query matches in a text: ranges over the text as written, for marking and for counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from engine import deadline, wildcard
from engine.cache import bounded
from engine.normalize import fold
from engine.query import And, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.wildcard import Places
from engine.words import words

Range = tuple[int, int]


def highlights(text: str, query: Query, field: str | None = None) -> tuple[Range, ...]:
    """What the parts of `query` that ask for something match in `text`: sorted ranges that do not overlap.

    `field` is where the text comes from: parts tied to another field mark nothing then; None takes every part.
    """
    return ranges(fold(text), query, field, text)


def ranges(folded: str, query: Query, field: str | None = None, text: str | None = None) -> tuple[Range, ...]:
    """The same for a text that is folded already; `text` has its line ends, which folding takes for spaces."""
    found: list[Range] = []
    looked = _Text(folded, folded if text is None else text)
    for part in deadline.checked(wanted(query), 16):
        if part.field is None or field is None or part.field == field:
            found.extend(looked.ranges(part))
    return merge(found)


def merge(found: list[Range]) -> tuple[Range, ...]:
    """The ranges in order, those that overlap made one."""
    found.sort()
    merged: list[Range] = []
    for start, end in found:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@bounded(2 << 20)
def wanted(query: Query) -> tuple[Term | Phrase | Wildcard | Near, ...]:
    """The parts of the query that match in text and are not excluded."""
    if isinstance(query, And | Or):
        return tuple(dict.fromkeys(part for inner in query.parts for part in wanted(inner)))
    if isinstance(query, Not):
        return ()
    return (query,) if isinstance(query, Term | Phrase | Wildcard | Near) else ()


@bounded(2 << 20)
def needles(part: Term | Phrase) -> tuple[str, ...]:
    """The folded strings whose occurrences are matches of `part`, the whole first."""
    whole = fold(part.text)
    return (whole,) if isinstance(part, Phrase) else tuple(dict.fromkeys((whole, *words(part.text))))


def occurrences(folded: str, needle: str) -> Iterator[int]:
    """Where `needle` begins, occurrences that overlap included."""
    at = folded.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = folded.find(needle, at + 1)


class _Text:
    """A folded text in which parts of a query are looked up; `written` has its line ends."""

    def __init__(self, folded: str, written: str) -> None:
        self._folded, self._written = folded, written
        self._known: dict[str, Places] = {}

    @cached_property
    def _breaks(self) -> Places:
        return _array(occurrences(self._written, "\n"))

    def _places(self, needle: str) -> Places:
        """Where a text begins; most patterns have their texts several times."""
        found = self._known.get(needle)
        if found is None:
            found = self._known[needle] = _array(deadline.checked(occurrences(self._folded, needle)))
        return found

    def ranges(self, part: Term | Phrase | Wildcard | Near) -> Iterable[Range]:
        """What `part` matches."""
        if isinstance(part, Wildcard):
            pattern = wildcard.read(fold(part.pattern))
            return wildcard.spans(pattern, self._places, self._breaks, len(self._folded))
        if isinstance(part, Near):
            return self._near(tuple(dict.fromkeys(map(fold, part.parts))), part)
        found = ((needle, occurrences(self._folded, needle)) for needle in needles(part))
        return ((at, at + len(needle)) for needle, places in found for at in deadline.checked(places))

    def _near(self, texts: tuple[str, ...], part: Near) -> list[Range]:
        """The occurrences of the texts where all of them stand close enough together, in one line.

        Close enough: from the first character to the last are at most `distance` characters that are in no text.
        """
        reach = part.distance + sum(map(len, map(fold, part.parts)))
        places = [self._places(text) for text in deadline.checked(texts, 1)]
        # A window begins where a text does and holds the next occurrence of every text.
        starts = np.unique(np.concatenate(places))
        ends = starts
        for place, text in deadline.checked(zip(places, texts, strict=True), 1):
            following = place.searchsorted(starts)
            held = following < len(place)
            starts, following, ends = starts[held], following[held], ends[held]
            ends = np.maximum(ends, place[following] + len(text))
        lines = self._breaks.searchsorted(starts)
        held = (ends - starts <= reach) & (lines == self._breaks.searchsorted(ends))
        starts, lines = starts[held], lines[held]
        return [
            (at, at + len(text))
            for place, text in zip(places, texts, strict=True)
            for at in self._inside(place, len(text), starts, lines, reach).tolist()
        ]

    def _inside(self, places: Places, size: int, starts: Places, lines: Places, reach: int) -> Places:
        """Those of the places, where texts of a `size` begin, that lie inside a window: the nearest one before it."""
        nearest = starts.searchsorted(places, "right") - 1
        held = nearest >= 0
        held[held] = places[held] + size <= starts[nearest[held]] + reach
        held[held] = lines[nearest[held]] == self._breaks.searchsorted(places[held] + size)
        return places[held]


def _array(places: Iterable[int]) -> Places:
    return np.fromiter(places, np.int64)
