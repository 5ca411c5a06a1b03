"""Postings of one field in a segment: term lookup, and decoding of documents and weights."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate, chain, islice, pairwise

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array, ArrayFile
from engine.backends.whoosh.arrays.ragged import starts
from engine.backends.whoosh.segment.inverted import TERMS_PER_OFFSET, InvertedField

TERM_CACHE_SIZE, MAX_TERM_BYTES = 1 << 14, 64  # terms whose index is cached, and the maximum bytes of such a term
FEW_TERMS = 4096  # of a field whose terms are all cached, so that the many words that are none cost nothing


class FieldPostings:
    """Postings of `field` in one segment."""

    def __init__(self, arrays: ArrayFile, field: str) -> None:
        names = ("terms", "term_lengths", "term_blocks", "starts", "docs", "splits")
        blob, self._lengths, self._blocks, self.starts, self._docs, self._splits = (
            arrays[f"{field}/{name}"] for name in names
        )
        self._blob = blob.data
        common = arrays[f"{field}/common"].astype(np.int64)
        self._common: list[int] = self.starts[common].tolist()
        self._removed: list[int] = starts(self.starts[common + 1].astype(np.int64) - self.starts[common]).tolist()
        maps = arrays[f"{field}/maps"]
        self._maps = maps.reshape(len(common), len(maps) // max(1, len(common)))
        self._boosted = arrays.get(f"{field}/boosted")
        if self._boosted is None:
            self._weights, self._large = arrays[f"{field}/weights"], arrays[f"{field}/large"]
            self._large_weights = arrays[f"{field}/large_weights"]
        self._arrays, self._field = arrays, field
        self._known: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.starts) - 1

    def term(self, index: int) -> bytes:
        """Return term number `index` in byte order."""
        begin = int(self._blocks[index // TERMS_PER_OFFSET])
        lengths = self._lengths[index - index % TERMS_PER_OFFSET : index + 1].tolist()
        end = begin + sum(lengths)
        return bytes(self._blob[end - lengths[-1] : end])

    def _block(self, block: int) -> list[bytes]:
        """Return the terms that share an offset."""
        begin, result = int(self._blocks[block]), []
        for length in self._lengths[block * TERMS_PER_OFFSET : (block + 1) * TERMS_PER_OFFSET].tolist():
            result.append(bytes(self._blob[begin : begin + length]))
            begin += length
        return result

    @cached_property
    def _sample(self) -> list[bytes]:
        """First term of each block."""
        sizes = self._lengths[::TERMS_PER_OFFSET].tolist()
        return [bytes(self._blob[at : at + size]) for at, size in zip(self._blocks.tolist(), sizes, strict=False)]

    def place(self, text: bytes) -> int:
        """Return the index of the first term not less than `text`."""
        return self._look_up(text)[0]

    def _look_up(self, text: bytes) -> tuple[int, bool]:
        """Return the index of the first term not less than `text`, and True if it is `text`."""
        block = bisect_right(self._sample, text) - 1
        if block < 0:
            return 0, False
        first, begin = block * TERMS_PER_OFFSET, int(self._blocks[block])
        edges = list(accumulate(self._lengths[first : first + TERMS_PER_OFFSET].tolist(), initial=0))
        held = bytes(self._blob[begin : begin + edges[-1]])
        # Binary search slices six terms of a block, which is faster than slicing all.
        low, high = 0, len(edges) - 1
        while low < high:
            middle = (low + high) // 2
            if held[edges[middle] : edges[middle + 1]] < text:
                low = middle + 1
            else:
                high = middle
        return first + low, low + 1 < len(edges) and held[edges[low] : edges[low + 1]] == text

    @cached_property
    def _few(self) -> dict[bytes, int]:
        """All terms with their indices, of a field that has few, such as subtitles: most words are not among them."""
        return {term: index for index, term in enumerate(self.terms())}

    def find(self, text: bytes) -> int:
        """Return the index of the term `text`, -1 if no document has it."""
        index = self._known.get(text)
        if index is None:
            if len(self) <= FEW_TERMS:
                return self._few.get(text, -1)
            place, there = self._look_up(text)
            index = place if there else -1
            if len(self._known) < TERM_CACHE_SIZE and len(text) <= MAX_TERM_BYTES:
                self._known[text] = index
        return index

    def terms(self, first: int = 0) -> Iterator[bytes]:
        """Yield the terms from index `first` on."""
        blocks = range(first // TERMS_PER_OFFSET, -(-len(self) // TERMS_PER_OFFSET))
        return islice(chain.from_iterable(map(self._block, blocks)), first % TERMS_PER_OFFSET, None)

    def bounds(self, index: int) -> tuple[int, int]:
        """Return the first posting of a term and the one after its last."""
        return int(self.starts[index]), int(self.starts[index + 1])

    def docs(self, first: int, last: int) -> Array:
        """Return the documents of postings `first` to `last`, all those of one term; int64, ascending."""
        before = bisect_right(self._common, first)
        if before and self._common[before - 1] == first:
            docs: Array = np.unpackbits(self._maps[before - 1], bitorder="little").view(bool).nonzero()[0]
            return docs
        offset = self._removed[before]
        docs = self._docs[first - offset : last - offset].astype(np.int64)
        if len(self._splits):
            at, end = self._splits.searchsorted(np.array((first, last), self._splits.dtype)).tolist()
            for split in self._splits[at:end].tolist():
                docs[split - first :] += 65536
        return docs

    def weigh(self, first: int, last: int, rows: Array | None = None) -> Array:
        """Return the weights of postings `first` to `last`, or of those at `rows` (ascending indices from 0).

        Frequencies are uint8, or uint32 if one is above 255; boosted weights are floats.
        """
        if self._boosted is not None:
            weights: Array = self._boosted[first:last]
            return weights if rows is None else weights[rows]
        if rows is None:
            packed = self._weights[first >> 1 : (last + 1) >> 1]
            weights = np.empty(2 * len(packed), np.uint8)
            np.bitwise_and(packed, 15, out=weights[0::2])
            np.right_shift(packed, 4, out=weights[1::2])
            weights = weights[first & 1 : (first & 1) + last - first]
        else:
            place = rows + first
            weights = (self._weights.take(place >> 1) >> ((place & 1) << 2).astype(np.uint8)) & np.uint8(15)
        if len(self._large):
            at, end = self._large.searchsorted(np.array((first, last), self._large.dtype)).tolist()
            if at < end:
                return self._enlarged(weights, at, end, first, rows)
        return weights

    def _enlarged(self, weights: Array, at: int, end: int, first: int, rows: Array | None) -> Array:
        """Return the weights with those that do not fit in half a byte filled in."""
        places, values = self._large[at:end].astype(np.int64) - first, self._large_weights[at:end]
        if rows is not None:
            own = np.minimum(rows.searchsorted(places), max(0, len(rows) - 1))
            mask = rows[own] == places if len(rows) else np.zeros(len(places), bool)
            places, values = own[mask], values[mask]
        if len(values) and values.max() > 255:
            weights = weights.astype(np.uint32)
        weights[places] = values
        return weights

    def compiled(self, index: int) -> kernels.Term | None:
        """Return this term for the Cython kernels; None if they are not built or cannot read this field."""
        field = self._compiled if kernels.BUILT else None
        if field is None:
            return None
        first, last = self.bounds(index)
        before = bisect_right(self._common, first)
        if before and self._common[before - 1] == first:
            return field.term(first, last, 0, before - 1)
        return field.term(first, last, first - self._removed[before], -1)

    @cached_property
    def _compiled(self) -> kernels.Field | None:
        if self._boosted is not None:
            return None
        arrays = [self._docs, self._splits, self._weights, self._large, self._large_weights, self._maps.reshape(-1)]
        try:
            return kernels.Field(self._arrays.meta["documents"], *arrays)
        except ValueError:  # so many postings that their numbers need 64 bits
            return None

    def _common_bounds(self) -> list[tuple[int, int]]:
        sizes = [after - before for before, after in pairwise(self._removed)]
        return [(first, first + size) for first, size in zip(self._common, sizes, strict=True)]

    def inverted(self) -> InvertedField:
        """Return all postings of the field, decoded."""
        begin = self.starts.astype(np.int64)
        listed = np.ones(int(begin[-1]), bool)
        for first, last in self._common_bounds():
            listed[first:last] = False
        docs = np.zeros(len(listed), np.int64)
        docs[listed] = self._docs
        if len(self._splits):
            term = np.repeat(np.arange(len(self)), np.diff(begin))
            steps = np.bincount(self._splits, minlength=len(docs)).cumsum()
            docs += (steps - np.concatenate(([0], steps))[begin[:-1]][term]) * 65536
        for first, last in self._common_bounds():
            docs[first:last] = self.docs(first, last)
        weights = self.weigh(0, len(docs))
        weights = weights if weights.dtype.kind == "f" else weights.astype(np.uint32)
        terms = list(self.terms())
        return InvertedField(terms, begin, docs, weights)
