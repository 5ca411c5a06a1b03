"""Sources of a new segment: partial segments and older segments, read alike in ranges."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import starts
from engine.backends.whoosh.segment.stored_documents import CompressionModel, StoredDocuments


class Postings(NamedTuple):
    """Postings of consecutive terms, `sizes` per term; documents have their new numbers."""

    sizes: Array
    docs: Array
    weights: Array


class Places(NamedTuple):
    """Lists of ascending numbers, concatenated, `sizes` per list."""

    sizes: Array
    values: Array


class MergeSource(ABC):
    """Documents for a new segment. `numbers` are their new numbers, ascending; -1 for omitted documents."""

    documents: int
    arrays: Mapping[str, Array]
    totals: Mapping[str, int]
    fields: list[str]

    def place(self, live: Array, first: int, row: int) -> tuple[int, int]:
        """Set the mask of live documents, the number of the first, and the start of their texts in the literal row.

        Returns the number and the position for the next source.
        """
        self.whole = bool(live.all())
        self.live = np.flatnonzero(live)
        self.numbers: Array = np.where(live, np.cumsum(live) - 1 + first, -1)
        self._row = row
        if "literal/edges" not in self.arrays:
            return first + len(self.live), row
        self.edges: Array = self.arrays["literal/edges"].astype(np.int64)
        sizes = np.diff(self.edges)
        self.sizes: Array = sizes[live]
        self.shift = starts(np.where(live, sizes, 0))[:-1] + row - self.edges[:-1]
        return first + len(self.live), row + int(self.sizes.sum())

    def renumbered(self, postings: Postings) -> Postings:
        """Return the postings with new document numbers, without those of omitted documents."""
        docs = self.numbers.take(postings.docs)
        if self.whole:
            return postings._replace(docs=docs)
        keep = docs >= 0
        term = np.repeat(np.arange(len(postings.sizes)), postings.sizes)[keep]
        sizes = np.bincount(term, minlength=len(postings.sizes))
        return Postings(sizes, docs[keep], postings.weights[keep])

    def moved(self, places: Places) -> Places:
        """Return positions shifted to the new literal row, without those of omitted documents."""
        if self.whole:
            return places._replace(values=places.values + np.int64(self._row))
        doc = self.edges.searchsorted(places.values, "right") - 1
        keep = self.numbers[doc] >= 0
        each = np.repeat(np.arange(len(places.sizes)), places.sizes)[keep]
        values = places.values[keep] + self.shift[doc[keep]]
        return Places(np.bincount(each, minlength=len(places.sizes)), values)

    @property
    @abstractmethod
    def zones(self) -> list[str] | None:
        """Fields of the literal index by number, None if there is no literal index."""

    def total(self, field: str) -> int:
        """Return the number of words of a field in the live documents."""
        if self.whole:
            return self.totals.get(field, 0)
        field_postings = self.postings(field, 0, len(self.sizes_of(field))) if field in self.fields else None
        return int(field_postings.weights.sum(dtype=np.int64)) if field_postings else 0

    @abstractmethod
    def terms(self, field: str) -> list[bytes]:
        """Return the terms of a field in byte order."""

    @abstractmethod
    def postings(self, field: str, first: int, last: int) -> Postings:
        """Return the postings of terms `first` to `last`, exclusive."""

    @abstractmethod
    def sizes_of(self, field: str) -> Array:
        """Return the number of postings of each term."""

    @property
    @abstractmethod
    def compression_model(self) -> CompressionModel:
        """Compression model of its stored documents."""

    @property
    @abstractmethod
    def stored(self) -> StoredDocuments:
        """Stored documents."""

    @property
    @abstractmethod
    def pair_keys(self) -> Array:
        """Pairs of characters, ascending: the first code point in the high half, the second in the low."""

    @property
    @abstractmethod
    def pair_sizes(self) -> Array:
        """Number of positions of each pair."""

    @abstractmethod
    def pairs(self, first: int, last: int) -> Places:
        """Return the positions of pairs `first` to `last`, exclusive."""

    @property
    @abstractmethod
    def letters(self) -> Array:
        """Characters as code points, ascending."""

    @property
    @abstractmethod
    def letter_sizes(self) -> Array:
        """Number of documents of each character."""

    @abstractmethod
    def letter_docs(self, first: int, last: int) -> Places:
        """Return the documents of characters `first` to `last`, exclusive."""

    @property
    @abstractmethod
    def breaks(self) -> Array:
        """Positions of line ends in the literal row."""
