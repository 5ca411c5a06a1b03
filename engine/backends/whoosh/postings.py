"""Postings of one field as they lie in a segment: terms found, documents, weights and positions decoded."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

import numpy as np

from engine.backends.whoosh import bits
from engine.backends.whoosh.arrays import Array, Arrays
from engine.backends.whoosh.inverted import BLOCK, Inverted
from engine.backends.whoosh.runs import spread, starts

SAMPLE = 64  # every 64th term is kept in memory, to start the search from


class FieldPostings:
    """The postings of `field` in one segment."""

    def __init__(self, arrays: Arrays, field: str) -> None:
        get = {
            name: arrays[f"{field}/{name}"] for name in ("terms", "term_starts", "starts", "docs", "weights", "splits")
        }
        self._blob, self._term_starts = memoryview(get["terms"]), get["term_starts"]
        self.starts, self._docs, self.weights, self._splits = get["starts"], get["docs"], get["weights"], get["splits"]
        self._large = arrays.get(f"{field}/large")
        self._large_weights = arrays.get(f"{field}/large_weights")
        self.has_positions = f"{field}/positions" in arrays
        self._arrays, self._field = arrays, field

    def __len__(self) -> int:
        return len(self.starts) - 1

    def term(self, index: int) -> bytes:
        """The term at this place of the byte order."""
        return bytes(self._blob[self._term_starts[index] : self._term_starts[index + 1]])

    @cached_property
    def _sample(self) -> list[bytes]:
        return [self.term(i) for i in range(0, len(self), SAMPLE)]

    def place(self, text: bytes) -> int:
        """Index of the first term that is not before `text`."""
        block = bisect_right(self._sample, text) - 1
        if block < 0:
            return 0
        low, high = block * SAMPLE, min((block + 1) * SAMPLE, len(self))
        while low < high:
            middle = (low + high) // 2
            if self.term(middle) < text:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, text: bytes) -> int:
        """Index of the term `text`, -1 where no document has it."""
        index = self.place(text)
        return index if index < len(self) and self.term(index) == text else -1

    def terms(self, first: int = 0) -> Iterator[bytes]:
        """The terms from this index on."""
        return (self.term(index) for index in range(first, len(self)))

    def bounds(self, index: int) -> tuple[int, int]:
        """First posting of a term and the one after its last."""
        return int(self.starts[index]), int(self.starts[index + 1])

    def docs(self, first: int, last: int) -> Array:
        """Documents of postings `first` to `last`, which are all those of one term; int64, ascending."""
        docs = self._docs[first:last].astype(np.int64)
        if len(self._splits):
            at, end = self._splits.searchsorted((first, last)).tolist()
            for split in self._splits[at:end].tolist():
                docs[split - first :] += 65536
        return docs

    def weigh(self, first: int, last: int) -> Array:
        """Weights of postings: frequencies as unsigned integers, or boosted weights as floats."""
        weights = self.weights[first:last]
        if self._large is not None and len(self._large):
            assert self._large_weights is not None
            at, end = self._large.searchsorted((first, last)).tolist()
            if at < end:
                weights = weights.astype(np.uint32)
                weights[self._large[at:end] - first] = self._large_weights[at:end]
        return weights

    @cached_property
    def _position_words(self) -> Array:
        return bits.window(self._arrays[f"{self._field}/positions"])

    def positions(self, first: int, last: int, chosen: Array | None = None) -> tuple[Array, Array]:
        """Positions in postings `first` to `last`, or in the `chosen` of them (indices from 0): all in one row, and how
        many each posting has."""
        begin = first - first % BLOCK
        counted = self._arrays.get(f"{self._field}/counts")
        counts = (counted[begin:last] if counted is not None else self.weigh(begin, last)).astype(np.int64)
        ends = starts(counts)
        at = np.arange(first - begin, last - begin) if chosen is None else chosen + (first - begin)
        block, number = at // BLOCK, counts[at]
        width = self._arrays[f"{self._field}/position_widths"][begin // BLOCK :][block].astype(np.int64)
        offset = self._arrays[f"{self._field}/position_starts"][begin // BLOCK :][block].astype(np.int64)
        wide = np.repeat(width, number)
        place = spread(ends[at] - ends[block * BLOCK], number) * wide + np.repeat(offset * 8, number)
        return bits.read(self._position_words, place, wide).view(np.int64), number

    def inverted(self) -> Inverted:
        """All of it, decoded."""
        begin = self.starts.astype(np.int64)
        docs = self._docs.astype(np.int64)
        if len(self._splits):
            term = np.repeat(np.arange(len(self)), np.diff(begin))
            steps = np.bincount(self._splits, minlength=len(docs)).cumsum()
            docs += (steps - np.concatenate(([0], steps))[begin[:-1]][term]) * 65536
        weights = self.weigh(0, len(docs))
        weights = weights if weights.dtype.kind == "f" else weights.astype(np.uint32)
        terms = list(self.terms())
        if not self.has_positions:
            return Inverted(terms, begin, docs, weights)
        positions, counts = self.positions(0, len(docs)) if len(docs) else (np.zeros(0, np.int64),) * 2
        counts = counts.astype(np.uint32)
        same = f"{self._field}/counts" not in self._arrays
        return Inverted(terms, begin, docs, counts if same else weights, counts, positions.astype(np.uint32))
