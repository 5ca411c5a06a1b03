"""Older segment as a source of a new one, decoded in ranges."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np

from engine.backends.whoosh.arrays import elias_fano, elias_fano_decoder
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays
from engine.backends.whoosh.segment.stored_documents import CompressionModel, StoredDocuments
from engine.backends.whoosh.writing.merge_source import MergeSource, Places, Postings


class SegmentSource(MergeSource):
    """Merge source that reads a segment."""

    def __init__(self, segment: SegmentArrays) -> None:
        self._segment = segment
        self.documents, self.arrays = segment.documents, segment.arrays
        self.totals, self.fields = segment.totals, segment.fields

    @property
    def zones(self) -> list[str] | None:
        return self._segment.meta.get("zones")

    def _field_postings(self, field: str) -> Any:
        result = self._segment.postings(field)
        assert result is not None
        return result

    def terms(self, field: str) -> list[bytes]:
        return list(self._field_postings(field).terms())

    def sizes_of(self, field: str) -> Array:
        return np.diff(self.arrays[f"{field}/starts"].astype(np.int64))

    def postings(self, field: str, first: int, last: int) -> Postings:
        postings_of_field = self._field_postings(field)
        begins = self.arrays[f"{field}/starts"][first : last + 1].astype(np.int64)
        begin, end = int(begins[0]), int(begins[-1])
        docs, weights = self._docs(field, first, begins), postings_of_field.weigh(begin, end)
        weights = weights if weights.dtype.kind == "f" else weights.astype(np.uint32)
        return self.renumbered(Postings(np.diff(begins), docs, weights))

    def _docs(self, field: str, first: int, begins: Array) -> Array:
        """Return the documents of the terms from `first` on, whose postings begin at `begins`."""
        common = self.arrays[f"{field}/common"].astype(np.int64)
        maps = self.arrays[f"{field}/maps"]
        size = len(maps) // max(1, len(common))
        whole = self.arrays[f"{field}/starts"].astype(np.int64)
        before, behind = common.searchsorted([first, first + len(begins) - 1]).tolist()
        removed = int((whole[common[:before] + 1] - whole[common[:before]]).sum())
        docs = np.zeros(int(begins[-1] - begins[0]), np.int64)
        listed = np.ones(len(docs), bool)
        edges = begins - begins[0]
        for row in range(before, behind):
            begin, end = edges[[common[row] - first, common[row] - first + 1]].tolist()
            listed[begin:end] = False
        start = int(begins[0]) - removed
        docs[listed] = self.arrays[f"{field}/docs"][start : start + int(np.count_nonzero(listed))]
        splits = self.arrays[f"{field}/splits"]
        if len(splits):
            at, until = splits.searchsorted(begins[[0, -1]].astype(splits.dtype)).tolist()
            steps = np.bincount(splits[at:until].astype(np.int64) - begins[0], minlength=len(docs)).cumsum()
            high = np.concatenate(([0], steps))
            docs += (steps - high[edges[:-1]].repeat(edges[1:] - edges[:-1])) << 16
        for row in range(before, behind):
            begin, end = edges[[common[row] - first, common[row] - first + 1]].tolist()
            bit = np.unpackbits(maps[row * size : (row + 1) * size], bitorder="little")
            docs[begin:end] = bit.nonzero()[0]
        return docs

    @property
    def stored(self) -> StoredDocuments:
        return self._segment.stored

    @property
    def compression_model(self) -> CompressionModel:
        return self._segment.stored.compression_model

    @property
    def letters(self) -> Array:
        return self.arrays["literal/alphabet"][:-1]

    @cached_property
    def pair_keys(self) -> Array:
        alphabet = self.arrays["literal/alphabet"].astype(np.uint64)
        rows = self.arrays["literal/rows"].astype(np.int64)
        sizes = rows[1:] - rows[:-1]
        first = alphabet[: len(sizes)].repeat(sizes)
        return first << np.uint64(32) | alphabet[self.arrays["literal/seconds"]]

    @cached_property
    def pair_sizes(self) -> Array:
        return elias_fano_decoder.list_sizes(self.arrays, "literal/pairs")

    @cached_property
    def letter_sizes(self) -> Array:
        return elias_fano_decoder.list_sizes(self.arrays, "literal/characters")

    def pairs(self, first: int, last: int) -> Places:
        return self.moved(self._lists("pairs", self.pair_sizes, first, last, int(self.edges[-1]), True))

    def letter_docs(self, first: int, last: int) -> Places:
        lists = self._lists("characters", self.letter_sizes, first, last, self.documents, False)
        return Places(*self.renumbered(Postings(lists.sizes, lists.values, lists.values))[:2])

    def _lists(self, name: str, sizes: Array, first: int, last: int, bound: int, paged: bool) -> Places:
        begin = first // elias_fano.LISTS_PER_OFFSET * elias_fano.LISTS_PER_OFFSET  # list with a stored offset
        if begin >= last:
            return Places(sizes[:0], sizes[:0])
        packed, groups = (self.arrays[f"literal/{name}/{part}"] for part in ("packed", "groups"))
        own = sizes[begin:last]
        layout = elias_fano.Layout(bound, paged)
        values = elias_fano_decoder.decode_lists(packed, int(groups[begin // elias_fano.LISTS_PER_OFFSET]), own, layout)
        return Places(own[first - begin :], values[int(own[: first - begin].sum()) :])

    @property
    def breaks(self) -> Array:
        held = {part: self.arrays[f"literal/breaks/{part}"] for part in ("packed", "counts", "groups", "large")}
        values = elias_fano.unpack(held, max(int(self.edges[-1]), 1)).get(0)
        return self.moved(Places(np.array([len(values)]), values)).values
