"""Partial segment as a source of a segment."""

from __future__ import annotations

from functools import cached_property
from itertools import accumulate, pairwise

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.segment.stored_documents import CompressionModel, StoredDocuments
from engine.backends.whoosh.writing.merge_source import MergeSource, Places, Postings
from engine.backends.whoosh.writing.partial_segments import PartialSegment


class PartialSource(MergeSource):
    """Merge source that reads a partial segment."""

    def __init__(self, piece: PartialSegment) -> None:
        self.documents, self.arrays = piece.documents, piece.arrays
        self.totals, self.fields = piece.meta["totals"], piece.meta["fields"]
        self._zones = piece.meta.get("zones")
        self._places: dict[str, tuple[int, int]] = {}

    @property
    def zones(self) -> list[str] | None:
        return self._zones

    def terms(self, field: str) -> list[bytes]:
        blob, lengths = self.arrays[f"{field}/terms"].tobytes(), self.arrays[f"{field}/term_lengths"]
        return [blob[first:last] for first, last in pairwise(accumulate(lengths.tolist(), initial=0))]

    def sizes_of(self, field: str) -> Array:
        return self.arrays[f"{field}/sizes"]

    def _span(self, name: str, sizes: Array, first: int, last: int) -> tuple[int, int]:
        """Return the start and end of lists `first` to `last` of these sizes in their row.

        Ranges come in ascending order: the end of the last one is remembered, so that no table of all starts is needed.
        """
        index, place = self._places.get(name, (0, 0))
        if first < index:
            index, place = 0, 0
        begin = place + int(sizes[index:first].sum(dtype=np.int64))
        end = begin + int(sizes[first:last].sum(dtype=np.int64))
        self._places[name] = (last, end)
        return begin, end

    def postings(self, field: str, first: int, last: int) -> Postings:
        sizes = self.sizes_of(field)
        begin, end = self._span(f"{field}/docs", sizes, first, last)
        docs, weights = (self.arrays[f"{field}/{name}"][begin:end] for name in ("docs", "weights"))
        return self.renumbered(Postings(sizes[first:last], docs, weights))

    @cached_property
    def stored(self) -> StoredDocuments:
        return StoredDocuments(self.arrays)

    @property
    def compression_model(self) -> CompressionModel:
        return self.stored.compression_model

    @property
    def pair_keys(self) -> Array:
        return self.arrays["literal/pair_keys"]

    @property
    def pair_sizes(self) -> Array:
        return self.arrays["literal/pair_sizes"]

    def pairs(self, first: int, last: int) -> Places:
        begin, end = self._span("pairs", self.pair_sizes, first, last)
        return self.moved(Places(self.pair_sizes[first:last], self.arrays["literal/pair_places"][begin:end]))

    @property
    def letters(self) -> Array:
        return self.arrays["literal/letters"]

    @property
    def letter_sizes(self) -> Array:
        return self.arrays["literal/letter_sizes"]

    def letter_docs(self, first: int, last: int) -> Places:
        begin, end = self._span("letters", self.letter_sizes, first, last)
        docs = self.arrays["literal/letter_docs"][begin:end]
        return Places(*self.renumbered(Postings(self.letter_sizes[first:last], docs, docs))[:2])

    @property
    def breaks(self) -> Array:
        return self.moved(Places(np.array([len(self.arrays["literal/breaks"])]), self.arrays["literal/breaks"])).values
