"""Cohesion: lexical similarity of two ranges of lines on a page."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

WINDOW_CHARS = 1500
HAN = re.compile(r"[\u4e00-\u9fff]+")


def grams(text: str, size: int) -> Iterator[str]:
    """Yield the overlapping runs of `size` Chinese characters in a text."""
    return (run[at : at + size] for run in HAN.findall(text) for at in range(len(run) - size + 1))


def character_pairs(text: str) -> set[str]:
    """Return the pairs of Chinese characters in a text."""
    return set(grams(text, 2))


class Cohesion:
    """Lexical similarity of two ranges of lines; of each, only the part nearest to the other is read."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._pairs = [character_pairs(text) for text in texts]
        counts = Counter(pair for line in self._pairs for pair in line)
        self._weight = {pair: math.log((1 + len(texts)) / count) for pair, count in counts.items()}

    def pairs(self, lines: Iterable[int], others: Iterable[int]) -> float:
        """Return the share of character pairs in common, relative to the side with fewer; rarer pairs weigh more."""
        remaining = {pair for at in self._near(lines) for pair in self._pairs[at]}
        right = {pair for at in self._near(others) for pair in self._pairs[at]}
        least = min(sum(self._weight[pair] for pair in remaining), sum(self._weight[pair] for pair in right))
        return sum(self._weight[pair] for pair in remaining & right) / least if least else 0.0

    def repeated(self, lines: Iterable[int], others: Iterable[int]) -> tuple[float, float, float]:
        """Return three shares of the vocabulary repeated on the left that occurs on the right.

        Of the character triples that occur twice on the right, those that occur twice on the left; of those that occur
        twice on the left, those that occur on the right; the same for the four most common on the left.
        """
        remaining = _triples(self._texts[at] for at in self._near(lines))
        right = _triples(self._texts[at] for at in self._near(others))
        often = {triple: count for triple, count in remaining.items() if count > 1}
        again = {triple: count for triple, count in right.items() if count > 1}
        words = sum(min(count, often.get(triple, 0)) for triple, count in again.items())
        subject = sum(count for triple, count in often.items() if triple in right)
        top = sorted(often, key=lambda triple: -often[triple])[:4]
        return (
            words / max(1, sum(again.values())),
            subject / max(1, sum(often.values())),
            sum(triple in right for triple in top) / max(1, len(top)),
        )

    def _near(self, lines: Iterable[int]) -> Iterable[int]:
        length = 0
        for at in lines:
            yield at
            length += len(self._texts[at])
            if length > WINDOW_CHARS:
                return


def _triples(texts: Iterable[str]) -> Counter[str]:
    return Counter(triple for text in texts for triple in grams(text, 3))
