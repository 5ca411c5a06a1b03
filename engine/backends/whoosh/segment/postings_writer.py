"""Writer of a field's postings to arrays, one range of terms after another; docs/format.md describes the layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.growing_array import GrowingArray
from engine.backends.whoosh.arrays.ragged import starts
from engine.backends.whoosh.segment.inverted import (
    BITMAP_RATIO,
    ESCAPED_FREQUENCY,
    TERMS_PER_OFFSET,
    InvertedField,
)


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
        self._weights: _WeightWriter | _BoostWriter = _WeightWriter(folder)

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
        self._terms += len(inverted_field.terms)
        self._postings += len(inverted_field.docs)

    def _begin(self, first: InvertedField) -> None:
        if first.weights.dtype.kind == "f":
            self._weights = _BoostWriter("boosted", "<f4", self._folder)

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
        return {f"{field}/{name}": array for name, array in out.items()}


class _BoostWriter:
    """Unpacked numbers: boosted weights."""

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


def narrow_dtype(numbers: Array) -> Array:
    """Return ascending numbers in four bytes if that is enough, otherwise in eight."""
    return numbers.astype("<u4" if not len(numbers) or numbers[-1] < 1 << 32 else "<i8")
