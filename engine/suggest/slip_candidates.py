"""Texts that may have been meant by a mistyped one: those that one slip of the finger or of the ear leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from engine.suggest.confusable import ConfusableChars
from engine.suggest.pair_counts import PairCounts

WRONG, SWAPPED, MISSING, EXTRA, DOUBLED, WORD, NAME = (
    "wrong",
    "swapped",
    "missing",
    "extra",
    "doubled",
    "both",
    "similar name",
)
MAX_DOUBTFUL_CHARS = 8  # characters of a text at which slips are looked for, the least likely ones
MAX_COMMON_CHARS = 20  # characters tried where any could be wrong or missing, the most frequent ones
# A pair of characters is doubtful if it occurs less often than this, or less often than two characters do by chance.
DOUBTFUL_COUNT = 100
COMMON_COUNT = 20  # occurrences of a pair that a slip without likeness is thought to hide
CHANCE = 1 / 40_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text that may have been meant; `kind` is the slip, `start` and `end` the changed characters of `text`."""

    text: str
    kind: str
    start: int
    end: int


class SlipCandidates:
    """Generates candidates from the pairs of characters of a collection."""

    def __init__(self, pairs: PairCounts) -> None:
        self._pairs, self._confusable = pairs, ConfusableChars(pairs)

    def doubtful(self, text: str) -> list[int]:
        """Return the places of `text` next to a pair of characters that the collection hardly has, ascending."""
        if len(text) < 3:
            return [0, 1] if self._oddness(*text) < DOUBTFUL_COUNT else []
        odd: dict[int, float] = {}
        for place, (first, second) in enumerate(pairwise(text)):
            oddness = self._oddness(first, second)
            if oddness < DOUBTFUL_COUNT or first == second:
                for char in (place, place + 1):
                    odd[char] = min(oddness, odd.get(char, DOUBTFUL_COUNT))
        return sorted(sorted(odd, key=odd.__getitem__)[:MAX_DOUBTFUL_CHARS])

    def _oddness(self, first: str, second: str) -> float:
        count = self._pairs.count(first, second)
        chance = (self._pairs.total(first) + 1) * (self._pairs.total(second) + 1) * CHANCE
        return count if count >= chance else 0.0

    def of(self, text: str, places: list[int]) -> Iterator[Candidate]:
        """Yield the candidates for `text`, at least two Han characters, with a slip at one of these places."""
        for place in places:
            yield from self._wrong(text, place)
            if place + 1 < len(text):
                yield from self._two(text, place)
            doubled = place and text[place] == text[place - 1]
            if len(text) > 2 and (doubled or 0 < place < len(text) - 1):
                around = max(place - 1, 0), min(place + 1, len(text) - 1)
                yield Candidate(text[:place] + text[place + 1 :], DOUBLED if doubled else EXTRA, *around)

    def compared(self, typed: str, text: str) -> Candidate:
        """Return `text` as a candidate for what was typed, with the slip that leads from one to the other."""
        start = next((place for place, (a, b) in enumerate(zip(typed, text, strict=False)) if a != b), len(typed))
        longer = len(text) - len(typed)
        if typed[start + (longer <= 0) :] == text[start + (longer >= 0) :]:
            wrong = self._confusable.of(typed[start]).get(text[start], WRONG) if not longer else ""
            return Candidate(text, {1: MISSING, -1: EXTRA}.get(longer, wrong), start, start + 1)
        return Candidate(text, NAME, 0, len(text))

    def _wrong(self, text: str, place: int) -> Iterator[Candidate]:
        before, after = text[:place], text[place + 1 :]
        for char, reason in self._confusable.of(text[place]).items():
            yield Candidate(before + char + after, reason, place, place + 1)
        if len(text) > 2 and before:
            for char in self._between(before[-1], after[:1]):
                if char != text[place]:
                    yield Candidate(before + char + after, WRONG, place, place + 1)

    def _two(self, text: str, place: int) -> Iterator[Candidate]:
        """Yield candidates with the two characters at `place` swapped, apart, or both replaced by homophones."""
        before, first, second, after = text[:place], text[place], text[place + 1], text[place + 2 :]
        if first != second:
            yield Candidate(before + second + first + after, SWAPPED, place, place + 2)
        for char in self._between(first, second):
            yield Candidate(before + first + char + second + after, MISSING, place, place + 3)
        seconds = self._confusable.homophones(second)
        for char in self._confusable.homophones(first):
            for other in seconds:
                if self._pairs.count(char, other) > COMMON_COUNT:
                    yield Candidate(before + char + other + after, WORD, place, place + 2)

    def _between(self, first: str, second: str) -> list[str]:
        """Return the characters that are often between these two; `second` is empty at the end of a text."""
        pairs = self._pairs
        often: list[tuple[int, str]] = []
        for char, count in pairs.followers(first):
            if count > COMMON_COUNT and (not second or (count := min(count, pairs.count(char, second))) > COMMON_COUNT):
                often.append((count, char))
        return [char for _, char in sorted(often, reverse=True)[:MAX_COMMON_CHARS]]
