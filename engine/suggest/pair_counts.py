"""Counts of the pairs of neighbouring Han characters in a collection, from which likely texts are guessed."""

from __future__ import annotations

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from engine.text.normalize import fold_codes

Array = npt.NDArray[Any]
FIRST_HAN, LAST_HAN = 0x3400, 0x9FFF  # characters that are counted; rarer ones lie outside the first 65,536
MIN_COUNT, LARGE_TABLE = 2, 1 << 18  # pairs that occur once, a third of all, are left out of large tables
MAX_COUNT = 0xFFFF
MAX_TABLE_BYTES = 1 << 28  # limit on what `from_bytes` unpacks
BATCH_CHARS, MAX_TABLES = 1 << 20, 16  # characters counted at once, tables added up at once


class PairCounts:
    """Numbers of occurrences of pairs of Han characters. Immutable."""

    def __init__(self, keys: Array, counts: Array) -> None:
        """Take distinct `keys`, ascending, each first character << 16 | second, and their `counts`."""
        self._keys, self._counts = keys.astype(np.uint32), np.minimum(counts, MAX_COUNT).astype(np.uint16)
        rows = np.searchsorted(self._keys, (np.arange(FIRST_HAN, LAST_HAN + 2) << 16).astype(np.uint32))
        sums = np.concatenate([np.zeros(1, np.int64), np.cumsum(self._counts, dtype=np.int64)])
        # Single items of a view are read several times as fast as those of an array.
        self._key_view, self._count_view = self._keys.data, self._counts.data
        self._rows, self._totals = rows.data, np.diff(sums[rows]).data

    @classmethod
    def of(cls, tables: Iterable[tuple[Array, Array]]) -> PairCounts:
        """Add up `tables` of keys and counts, of the parts of a collection."""
        keys, sums = _sum([_han_only(keys, counts) for keys, counts in tables])
        often = sums >= (MIN_COUNT if len(keys) > LARGE_TABLE else 1)
        return cls(keys[often], sums[often])

    @classmethod
    def of_texts(cls, texts: Iterable[str]) -> PairCounts:
        """Count the pairs of these texts."""
        tally = PairTally()
        tally.add(texts)
        return tally.total()

    @classmethod
    def from_bytes(cls, data: bytes) -> PairCounts:
        """Return what `to_bytes` wrote."""
        table = np.frombuffer(zlib.decompressobj().decompress(data, MAX_TABLE_BYTES), np.dtype("<u4"))
        return cls(table[: len(table) // 2], table[len(table) // 2 :])

    def to_bytes(self) -> bytes:
        """Return the counts as bytes, to be kept with an index."""
        return zlib.compress(self._keys.astype("<u4").tobytes() + self._counts.astype("<u4").tobytes(), 6)

    @property
    def table(self) -> tuple[Array, Array]:
        """The keys and their counts."""
        return self._keys, self._counts

    def count(self, first: str, second: str) -> int:
        """Return how often `second` follows `first`."""
        begin, end = self._row(first)
        key = ord(first) << 16 | ord(second)
        place = bisect_left(self._key_view, key, begin, end)
        return self._count_view[place] if place < end and self._key_view[place] == key else 0

    def followers(self, first: str) -> Iterator[tuple[str, int]]:
        """Yield the characters that follow `first`, and how often."""
        begin, end = self._row(first)
        chars = map(chr, (self._keys[begin:end] & 0xFFFF).tolist())
        return zip(chars, self._counts[begin:end].tolist(), strict=True)

    def _row(self, first: str) -> tuple[int, int]:
        place = ord(first) - FIRST_HAN
        return (self._rows[place], self._rows[place + 1]) if 0 <= place < len(self._rows) - 1 else (0, 0)

    def total(self, char: str) -> int:
        """Return how often `char` occurs before another Han character."""
        place = ord(char) - FIRST_HAN
        return self._totals[place] if 0 <= place < len(self._totals) else 0

    def __iter__(self) -> Iterator[str]:
        """Yield the characters that occur before another."""
        return (chr(FIRST_HAN + place) for place, total in enumerate(self._totals) if total)


class PairTally:
    """Counts pairs while the texts of a collection pass by."""

    def __init__(self, former: PairCounts | None = None) -> None:
        """Begin with the counts of a `former` state of the collection."""
        self._tables = [former.table] if former else []
        self._texts: list[str] = []
        self._chars = 0

    def add(self, texts: Iterable[str]) -> None:
        """Count the pairs of these texts; none reaches from one into the next."""
        for text in texts:
            self._texts.append(text)
            self._chars += len(text)
            if self._chars > BATCH_CHARS:
                self._flush()

    def _flush(self) -> None:
        codes = fold_codes("\n".join(self._texts)).astype(np.int64)
        narrow = np.where((codes < FIRST_HAN) | (codes > LAST_HAN), 0, codes)
        keys, counts = np.unique(narrow[:-1] << 16 | narrow[1:], return_counts=True)
        self._tables.append(_han_only(keys, counts))
        if len(self._tables) > MAX_TABLES:
            self._tables = [_sum(self._tables)]
        self._texts, self._chars = [], 0

    def total(self) -> PairCounts:
        """Return all counts."""
        self._flush()
        return PairCounts.of(self._tables)


def _han_only(keys: Array, counts: Array) -> tuple[Array, Array]:
    first, second = keys >> 16, keys & 0xFFFF
    han = (first >= FIRST_HAN) & (first <= LAST_HAN) & (second >= FIRST_HAN) & (second <= LAST_HAN)
    return keys[han].astype(np.uint32), counts[han]


def _sum(tables: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    if not tables:
        return np.zeros(0, np.uint32), np.zeros(0, np.int64)
    keys, inverse = np.unique(np.concatenate([keys for keys, _ in tables]), return_inverse=True)
    return keys, np.bincount(inverse, np.concatenate([counts for _, counts in tables]), len(keys)).astype(np.int64)
