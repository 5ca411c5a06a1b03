"""Where a query matches in a text: ranges over the text as written, for marking and for counting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

import numpy as np

from engine.query import wildcard
from engine.query.tree import And, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.query.wildcard import Places
from engine.runtime import deadline
from engine.runtime.bounded_cache import bounded
from engine.text.normalize import fold
from engine.text.words import query_words

Range = tuple[int, int]


def highlights(text: str, query: Query, field: str | None = None) -> tuple[Range, ...]:
    """What the parts of `query` that ask for something match in `text`: sorted ranges that do not overlap.

    `field` is where the text comes from: parts tied to another field mark nothing then; None takes every part.
    """
    return folded_ranges(fold(text), query, field, text)


def folded_ranges(folded: str, query: Query, field: str | None = None, text: str | None = None) -> tuple[Range, ...]:
    """The same for a text that is folded already; `text` has its line ends, which folding takes for spaces."""
    ranges: list[Range] = []
    view = _Text(folded, folded if text is None else text)
    for part in deadline.checked(positive_terms(query), 16):
        if part.field is None or field is None or part.field == field:
            ranges.extend(view.ranges(part))
    return merge_ranges(ranges)


def merge_ranges(ranges: list[Range]) -> tuple[Range, ...]:
    """The ranges in order, those that overlap made one."""
    ranges.sort()
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


@bounded(2 << 20)
def positive_terms(query: Query) -> tuple[Term | Phrase | Wildcard | Near, ...]:
    """The parts of the query that match in text and are not excluded."""
    if isinstance(query, And | Or):
        return tuple(dict.fromkeys(part for inner in query.parts for part in positive_terms(inner)))
    if isinstance(query, Not):
        return ()
    return (query,) if isinstance(query, Term | Phrase | Wildcard | Near) else ()


@bounded(2 << 20)
def needles(part: Term | Phrase) -> tuple[str, ...]:
    """The folded strings whose occurrences are matches of `part`, the whole first."""
    whole = fold(part.text)
    return (whole,) if isinstance(part, Phrase) else tuple(dict.fromkeys((whole, *query_words(part.text))))


def occurrences(folded: str, needle: str) -> Iterator[int]:
    """Where `needle` begins, occurrences that overlap included."""
    at = folded.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = folded.find(needle, at + 1)


class _Text:
    """A folded text in which parts of a query are looked up; `written` has its line ends."""

    def __init__(self, folded: str, text: str) -> None:
        self._folded, self._written = folded, text
        self._known: dict[str, Places] = {}

    @cached_property
    def _breaks(self) -> Places:
        return _array(occurrences(self._written, "\n"))

    def _places(self, needle: str) -> Places:
        """Where a text begins; most patterns have their texts several times."""
        result = self._known.get(needle)
        if result is None:
            result = self._known[needle] = _array(deadline.checked(occurrences(self._folded, needle)))
        return result

    def ranges(self, part: Term | Phrase | Wildcard | Near) -> Iterable[Range]:
        """What `part` matches."""
        if isinstance(part, Wildcard):
            pattern = wildcard.parse_pattern(fold(part.pattern))
            return wildcard.matching_spans(pattern, self._places, self._breaks, len(self._folded))
        if isinstance(part, Near):
            return self._near(tuple(dict.fromkeys(map(fold, part.parts))), part)
        occurrences_of = ((needle, occurrences(self._folded, needle)) for needle in needles(part))
        return ((at, at + len(needle)) for needle, places in occurrences_of for at in deadline.checked(places))

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
            mask = following < len(place)
            starts, following, ends = starts[mask], following[mask], ends[mask]
            ends = np.maximum(ends, place[following] + len(text))
        lines = self._breaks.searchsorted(starts)
        mask = (ends - starts <= reach) & (lines == self._breaks.searchsorted(ends))
        starts, lines = starts[mask], lines[mask]
        return [
            (at, at + len(text))
            for place, text in zip(places, texts, strict=True)
            for at in self._inside(place, len(text), starts, lines, reach).tolist()
        ]

    def _inside(self, places: Places, size: int, starts: Places, lines: Places, reach: int) -> Places:
        """Those of the places, where texts of a `size` begin, that lie inside a window: the nearest one before it."""
        nearest = starts.searchsorted(places, "right") - 1
        mask = nearest >= 0
        mask[mask] = places[mask] + size <= starts[nearest[mask]] + reach
        mask[mask] = lines[nearest[mask]] == self._breaks.searchsorted(places[mask] + size)
        return places[mask]


def _array(places: Iterable[int]) -> Places:
    return np.fromiter(places, np.int64)
