"""Cohesion: how much two stretches of a page speak of the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

WINDOW_CHARS = 1500
HAN = re.compile(r"[\u4e00-\u9fff]+")


def grams(text: str, size: int) -> Iterator[str]:
    """The runs of so many Chinese characters in a text, overlapping."""
    return (run[at : at + size] for run in HAN.findall(text) for at in range(len(run) - size + 1))


def character_pairs(text: str) -> set[str]:
    """The pairs of Chinese characters in a text."""
    return set(grams(text, 2))


class Cohesion:
    """How much two stretches of lines speak of the same; of either, what is nearest to the place between is read."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._pairs = [character_pairs(text) for text in texts]
        counts = Counter(pair for line in self._pairs for pair in line)
        self._weight = {pair: math.log((1 + len(texts)) / count) for pair, count in counts.items()}

    def pairs(self, lines: Iterable[int], others: Iterable[int]) -> float:
        """The share of the poorer side's pairs of characters that both sides have, rarer ones weighing more."""
        remaining = {pair for at in self._near(lines) for pair in self._pairs[at]}
        right = {pair for at in self._near(others) for pair in self._pairs[at]}
        least = min(sum(self._weight[pair] for pair in remaining), sum(self._weight[pair] for pair in right))
        return sum(self._weight[pair] for pair in remaining & right) / least if least else 0.0

    def repeated(self, lines: Iterable[int], others: Iterable[int]) -> tuple[float, float, float]:
        """How much of what is said again and again on the left comes on the right: three shares.

        Of the triples of characters seen twice on the right, those seen twice on the left; of those seen twice on the
        left, those seen on the right; and of the four commonest of the left.
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
