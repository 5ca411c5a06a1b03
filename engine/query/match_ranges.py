"""Match ranges of a query in a text, as offsets into the original text, for highlighting and counting."""

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
    """Return the ranges in `text` that the non-excluded parts of `query` match, sorted and without overlaps.

    `field` is the field of the text; parts restricted to another field are ignored. None uses every part.
    """
    return folded_ranges(fold(text), query, field, text)


def folded_ranges(folded: str, query: Query, field: str | None = None, text: str | None = None) -> tuple[Range, ...]:
    """Return `highlights` of a folded text; `text` is the original, for its line ends, which fold to spaces."""
    ranges: list[Range] = []
    view = _Text(folded, folded if text is None else text)
    for part in deadline.checked(positive_terms(query), 16):
        if part.field is None or field is None or part.field == field:
            ranges.extend(view.ranges(part))
    return merge_ranges(ranges)


def merge_ranges(ranges: list[Range]) -> tuple[Range, ...]:
    """Sort the ranges and merge those that overlap."""
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
    """Return the parts of the query that match text and are not excluded, without duplicates."""
    if isinstance(query, And | Or):
        return tuple(dict.fromkeys(part for inner in query.parts for part in positive_terms(inner)))
    if isinstance(query, Not):
        return ()
    return (query,) if isinstance(query, Term | Phrase | Wildcard | Near) else ()


@bounded(2 << 20)
def needles(part: Term | Phrase) -> tuple[str, ...]:
    """Return the folded strings whose occurrences are matches of `part`, the whole text first."""
    whole = fold(part.text)
    return (whole,) if isinstance(part, Phrase) else tuple(dict.fromkeys((whole, *query_words(part.text))))


def occurrences(folded: str, needle: str) -> Iterator[int]:
    """Yield the start offsets of `needle`, including overlapping occurrences."""
    at = folded.find(needle) if needle else -1
    while at >= 0:
        yield at
        at = folded.find(needle, at + 1)


def is_literal(query: Query) -> bool:
    """Return whether a part of the query asks for an exact text: quoted, with * or ?, or in NEAR."""
    return any(not isinstance(part, Term) for part in positive_terms(query))


class _Text:
    """A folded text to match parts of a query against; `text` is the original with its line ends."""

    def __init__(self, folded: str, text: str) -> None:
        self._folded, self._written = folded, text
        self._known: dict[str, Places] = {}

    @cached_property
    def _breaks(self) -> Places:
        return _array(occurrences(self._written, "\n"))

    def _places(self, needle: str) -> Places:
        """Return the start offsets of a text, cached since most patterns contain the same text several times."""
        result = self._known.get(needle)
        if result is None:
            result = self._known[needle] = _array(deadline.checked(occurrences(self._folded, needle)))
        return result

    def ranges(self, part: Term | Phrase | Wildcard | Near) -> Iterable[Range]:
        """Return the ranges that `part` matches."""
        if isinstance(part, Wildcard):
            pattern = wildcard.parse_pattern(fold(part.pattern))
            return wildcard.matching_spans(pattern, self._places, self._breaks, len(self._folded))
        if isinstance(part, Near):
            return self._near(tuple(dict.fromkeys(map(fold, part.parts))), part)
        occurrences_of = ((needle, occurrences(self._folded, needle)) for needle in needles(part))
        return ((at, at + len(needle)) for needle, places in occurrences_of for at in deadline.checked(places))

    def _near(self, texts: tuple[str, ...], part: Near) -> list[Range]:
        """Return the occurrences of the texts inside windows of one line that contain all of them.

        In a window at most `distance` characters are not part of the texts.
        """
        reach = part.distance + sum(map(len, map(fold, part.parts)))
        places = [self._places(text) for text in deadline.checked(texts, 1)]
        # A window begins with an occurrence of a text and contains the next occurrence of every text.
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
        """Filter the start offsets of a text of length `size` to those inside the nearest window before them."""
        nearest = starts.searchsorted(places, "right") - 1
        mask = nearest >= 0
        mask[mask] = places[mask] + size <= starts[nearest[mask]] + reach
        mask[mask] = lines[nearest[mask]] == self._breaks.searchsorted(places[mask] + size)
        return places[mask]


def _array(places: Iterable[int]) -> Places:
    return np.fromiter(places, np.int64)
