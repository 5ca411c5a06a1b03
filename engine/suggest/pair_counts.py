"""How often each pair of neighbouring Han characters occurs in a collection, from which likely texts are guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.text.normalize import fold_codes

Array = npt.NDArray[Any]
FIRST_HAN, LAST_HAN = 0x3400, 0x9FFF  # characters that are counted; rarer ones lie outside the first 65,536
MIN_COUNT = 2  # pairs that occur once are left out, a third of all
MAX_COUNT = 0xFFFF


class PairCounts:
    """Numbers of occurrences of pairs of Han characters. Immutable."""

    def __init__(self, keys: Array, counts: Array) -> None:
        """Take distinct `keys`, ascending, each first character << 16 | second, and their `counts`."""
        self._keys, self._counts = keys.astype(np.uint32), np.minimum(counts, MAX_COUNT).astype(np.uint16)
        firsts = np.arange(FIRST_HAN, LAST_HAN + 2, dtype=np.uint64) << 16
        self._rows = np.searchsorted(self._keys, np.minimum(firsts, 0xFFFFFFFF).astype(np.uint32))
        self._followers: dict[str, Mapping[str, int]] = {}

    @classmethod
    def of(cls, tables: Iterable[tuple[Array, Array]]) -> PairCounts:
        """Add up `tables` of keys and counts, of the parts of a collection."""
        parts = [_han_only(keys, counts) for keys, counts in tables]
        if not parts:
            return cls(np.zeros(0, np.uint32), np.zeros(0, np.uint16))
        keys, inverse = np.unique(np.concatenate([keys for keys, _ in parts]), return_inverse=True)
        sums = np.bincount(inverse, np.concatenate([counts for _, counts in parts]), len(keys))
        often = sums >= MIN_COUNT if len(keys) > LARGE_TABLE else sums > 0
        return cls(keys[often], sums[often])

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> PairCounts:
        """Count the pairs of these texts."""
        codes = fold_codes("\n".join(texts)).astype(np.int64)
        narrow = np.where((codes < FIRST_HAN) | (codes > LAST_HAN), 0, codes)
        keys, counts = np.unique(narrow[:-1] << 16 | narrow[1:], return_counts=True)
        return cls.of([(keys, counts)])

    def count(self, first: str, second: str) -> int:
        """Return how often `second` follows `first`."""
        return self.followers(first).get(second, 0)

    def followers(self, first: str) -> Mapping[str, int]:
        """Return the characters that follow `first`, and how often."""
        known = self._followers.get(first)
        if known is None:
            place = ord(first) - FIRST_HAN
            if not 0 <= place < len(self._rows) - 1:
                return {}
            row = slice(int(self._rows[place]), int(self._rows[place + 1]))
            chars = map(chr, (self._keys[row] & 0xFFFF).tolist())
            known = self._followers[first] = dict(zip(chars, self._counts[row].tolist(), strict=True))
        return known

    @cached_property
    def _totals(self) -> Array:
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._counts, dtype=np.int64)])
        totals: Array = sums[self._rows[1:]] - sums[self._rows[:-1]]
        return totals

    def total(self, char: str) -> int:
        """Return how often `char` occurs before another Han character."""
        place = ord(char) - FIRST_HAN
        return int(self._totals[place]) if 0 <= place < len(self._totals) else 0

    def __iter__(self) -> Iterator[str]:
        """Yield the characters that occur before another."""
        return (chr(FIRST_HAN + place) for place in np.flatnonzero(self._totals).tolist())


LARGE_TABLE = 1 << 18


def _han_only(keys: Array, counts: Array) -> tuple[Array, Array]:
    first, second = keys >> 16, keys & 0xFFFF
    han = (first >= FIRST_HAN) & (first <= LAST_HAN) & (second >= FIRST_HAN) & (second <= LAST_HAN)
    return keys[han].astype(np.uint32), counts[han]
