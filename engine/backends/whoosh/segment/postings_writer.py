"""Writer of a field's postings to arrays, one range of terms after another; docs/format.md describes the layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays import bit_packing
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.growing_array import GrowingArray
from engine.backends.whoosh.arrays.ragged import starts, within
from engine.backends.whoosh.segment.inverted import (
    BITMAP_RATIO,
    BLOCK_POSTINGS,
    ESCAPED_FREQUENCY,
    TERMS_PER_OFFSET,
    InvertedField,
)

PIECE_NUMBERS = 1 << 20  # numbers packed at a time


class PostingsWriter:
    """Takes the terms of a field in byte order. `documents` is the number of documents of the segment."""

    def __init__(self, documents: int, folder: Path) -> None:
        self._documents, self._folder = documents, folder
        self._blob, self._lengths = GrowingArray("u1", folder), GrowingArray("<u2", folder)
        self._sizes, self._low, self._splits = (
            GrowingArray("<i8", folder),
            GrowingArray("<u2", folder),
            GrowingArray("<i8", folder),
        )
        self._common: list[int] = []
        self._maps = GrowingArray("u1", folder)
        self._terms = self._postings = 0
        self._weights: _WeightWriter | _FrequencyWriter = _WeightWriter(folder)
        self._positions: _PositionWriter | None = None
        self._counts: _FrequencyWriter | None = None

    def add(self, inverted_field: InvertedField) -> None:
        """Add the next terms."""
        if not self._terms:
            self._begin(inverted_field)
        self._blob.add(np.frombuffer(b"".join(inverted_field.terms), np.uint8))
        self._lengths.add(np.fromiter(map(len, inverted_field.terms), np.int64, len(inverted_field.terms)))
        self._sizes.add(np.diff(inverted_field.starts))
        if len(inverted_field.terms):
            self._add_docs(inverted_field)
        self._weights.add(inverted_field.weights)
        if self._positions is not None and inverted_field.counts is not None and inverted_field.positions is not None:
            self._positions.add(inverted_field.counts, inverted_field.positions)
            if self._counts is not None:
                self._counts.add(inverted_field.counts)
        self._terms += len(inverted_field.terms)
        self._postings += len(inverted_field.docs)

    def _begin(self, first: InvertedField) -> None:
        if first.weights.dtype.kind == "f":
            self._weights = _FrequencyWriter("boosted", "<f4", self._folder)
        if first.counts is not None:
            self._positions = _PositionWriter(self._folder)
            if first.weights is not first.counts:
                self._counts = _FrequencyWriter("counts", "<u4", self._folder)

    def _add_docs(self, inverted_field: InvertedField) -> None:
        """Add the low 16 bits of each document; for very frequent terms a bitmap of all documents instead."""
        counts = np.diff(inverted_field.starts)
        often = (
            np.flatnonzero(counts * BITMAP_RATIO > self._documents) if self._documents > BITMAP_RATIO else counts[:0]
        )
        listed = np.ones(len(inverted_field.docs), bool)
        for term in often.tolist():
            first, last = inverted_field.starts[term : term + 2].tolist()
            bitmap = np.zeros(self._documents, bool)
            bitmap[inverted_field.docs[first:last]] = True
            self._maps.add(np.packbits(bitmap, bitorder="little"))
            self._common.append(self._terms + term)
            listed[first:last] = False
        docs = inverted_field.docs[listed] if len(often) else inverted_field.docs
        self._low.add((docs & np.uint32(0xFFFF)).astype("<u2"))
        if self._documents > 65536:
            self._splits.add(self._steps(inverted_field))

    def _steps(self, inverted_field: InvertedField) -> Array:
        """Return the postings from which 65,536 is added to the documents of their term, once for each repetition."""
        high = (inverted_field.docs >> np.uint32(16)).astype(np.int64)
        steps = np.diff(high, prepend=0)
        first = inverted_field.starts[:-1]
        steps[first] = high[first]
        at = np.flatnonzero(steps)
        return np.repeat(at, steps[at]) + self._postings

    def arrays(self, field: str) -> dict[str, Array]:
        """Return the arrays of a segment for this field."""
        lengths = self._lengths.array()
        wide = "<u4" if self._postings < 1 << 32 else "<i8"
        out = {
            "terms": self._blob.array(),
            "term_lengths": lengths if lengths.max(initial=0) > 255 else lengths.astype(np.uint8),
            "term_blocks": narrow_dtype(starts(lengths)[::TERMS_PER_OFFSET]),
            "starts": narrow_dtype(starts(self._sizes.array())),
            "docs": self._low.array(),
            "splits": self._splits.array().astype(wide),
            "common": np.array(self._common, "<u4"),
            "maps": self._maps.array(),
            **self._weights.arrays(),
        }
        if self._positions is not None:
            out |= self._positions.arrays()
        if self._counts is not None:
            out |= self._counts.arrays()
        return {f"{field}/{name}": array for name, array in out.items()}


class _FrequencyWriter:
    """Unpacked numbers: boosted weights, or position counts of a field whose weights differ from them."""

    def __init__(self, name: str, kind: str, folder: Path) -> None:
        self._name, self._sink = name, GrowingArray(kind, folder)

    def add(self, numbers: Array) -> None:
        self._sink.add(numbers)

    def arrays(self) -> dict[str, Array]:
        return {self._name: self._sink.array()}


class _WeightWriter:
    """Two frequencies per byte, the first in the low half; 15 stands for a larger one in a separate list."""

    def __init__(self, folder: Path) -> None:
        self._halves, self._large, self._values = (
            GrowingArray("u1", folder),
            GrowingArray("<i8", folder),
            GrowingArray("<u4", folder),
        )
        self._odd = np.zeros(0, np.uint8)
        self._count = 0

    def add(self, weights: Array) -> None:
        large = np.flatnonzero(weights >= ESCAPED_FREQUENCY)
        self._large.add(large + self._count)
        self._values.add(weights[large])
        self._count += len(weights)
        halves = np.empty(len(self._odd) + len(weights), np.uint8)
        halves[: len(self._odd)] = self._odd
        np.minimum(weights, ESCAPED_FREQUENCY, out=halves[len(self._odd) :], casting="unsafe")
        even = len(halves) & ~1
        self._halves.add(halves[0:even:2] | (halves[1:even:2] << 4))
        self._odd = halves[even:]

    def arrays(self) -> dict[str, Array]:
        self._halves.add(self._odd)
        large = self._large.array()
        return {
            "weights": self._halves.array(),
            "large": large.astype("<u4" if self._count < 1 << 32 else "<i8"),
            "large_weights": self._values.array(),
        }


class _PositionWriter:
    """Positions in blocks of 64 postings, each as wide as its largest needs; a block starts at a whole byte."""

    def __init__(self, folder: Path) -> None:
        self._packed, self._widths, self._sizes = (
            GrowingArray("u1", folder),
            GrowingArray("u1", folder),
            GrowingArray("<i8", folder),
        )
        self._rest = (np.zeros(0, np.uint32), np.zeros(0, np.uint32))

    def add(self, counts: Array, positions: Array) -> None:
        if len(self._rest[0]):
            counts = np.concatenate((self._rest[0], counts))
            positions = np.concatenate((self._rest[1], positions))
        whole = len(counts) // BLOCK_POSTINGS * BLOCK_POSTINGS
        end = int(counts[:whole].sum(dtype=np.int64))
        self._pack(counts[:whole], positions[:end])
        self._rest = (counts[whole:].copy(), positions[end:].copy())

    def _pack(self, counts: Array, positions: Array) -> None:
        if not len(counts):
            return
        edges = starts(np.add.reduceat(counts, np.arange(0, len(counts), BLOCK_POSTINGS), dtype=np.int64))
        numbers = np.diff(edges)
        filled = numbers > 0
        top = np.zeros(len(numbers), np.int64)
        if filled.any():
            top[filled] = np.maximum.reduceat(positions, edges[:-1][filled])
        width = bit_packing.widths(top)
        sizes = numbers * width + 7 >> 3
        self._widths.add(width)
        self._sizes.add(sizes)
        if kernels.ON:
            self._packed.add(kernels.pack_blocks(positions.astype(np.uint32, copy=False), edges, width))
            return
        offsets = starts(sizes)
        at = 0
        while at < len(numbers):
            until = max(at + 1, int(np.searchsorted(edges, edges[at] + PIECE_NUMBERS, "right")) - 1)
            some, wide = numbers[at:until], width[at:until].astype(np.int64)
            place = np.repeat((offsets[at:until] - offsets[at]) * 8, some) + within(some) * np.repeat(wide, some)
            size = int(offsets[until] - offsets[at])
            self._packed.add(bit_packing.write(positions[edges[at] : edges[until]], place, size)[:size])
            at = until

    def arrays(self) -> dict[str, Array]:
        self._pack(*self._rest)
        self._packed.add(np.zeros(bit_packing.PADDING_BYTES, np.uint8))
        return {
            "positions": self._packed.array(),
            "position_widths": self._widths.array(),
            "position_starts": narrow_dtype(starts(self._sizes.array())),
        }


def narrow_dtype(numbers: Array) -> Array:
    """Return ascending numbers in four bytes if that is enough, otherwise in eight."""
    return numbers.astype("<u4" if not len(numbers) or numbers[-1] < 1 << 32 else "<i8")
