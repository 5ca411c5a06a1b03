"""What a segment is made of: pieces fresh from the documents and older segments, read alike, range after range."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

import numpy as np

from engine.backends.whoosh import sparse, unpacking
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.pieces import Piece
from engine.backends.whoosh.runs import starts
from engine.backends.whoosh.segment import SegmentArrays
from engine.backends.whoosh.stored import Learnt, StoredDocuments


class Postings(NamedTuple):
    """Postings of some terms in a row, `sizes` of them a term; documents have their new numbers.

    `tallies` is how many positions each has, None where none are kept.
    """

    sizes: Array
    docs: Array
    weights: Array
    tallies: Array | None = None
    positions: Array | None = None


class Places(NamedTuple):
    """Lists of ascending numbers in one row, `sizes` of them a list."""

    sizes: Array
    values: Array


class Source(ABC):
    """Documents for a new segment. `numbers` are their new numbers there, ascending, -1 for one that is left out."""

    documents: int
    arrays: Mapping[str, Array]
    totals: Mapping[str, int]
    fields: list[str]

    def place(self, kept: Array, first: int, row: int) -> tuple[int, int]:
        """Say which documents are kept, the number of the first, and where their texts begin in the literal row.

        Returns the number and the place for the next source.
        """
        self.whole = bool(kept.all())
        self.kept = np.flatnonzero(kept)
        self.numbers: Array = np.where(kept, np.cumsum(kept) - 1 + first, -1)
        self._row = row
        if "literal/edges" not in self.arrays:
            return first + len(self.kept), row
        self.edges: Array = self.arrays["literal/edges"].astype(np.int64)
        sizes = np.diff(self.edges)
        self.sizes: Array = sizes[kept]
        self.shift = starts(np.where(kept, sizes, 0))[:-1] + row - self.edges[:-1]
        return first + len(self.kept), row + int(self.sizes.sum())

    def renumbered(self, found: Postings) -> Postings:
        """The postings with new numbers, without those of documents that are left out."""
        docs = self.numbers.take(found.docs)
        if self.whole:
            return found._replace(docs=docs)
        keep = docs >= 0
        term = np.repeat(np.arange(len(found.sizes)), found.sizes)[keep]
        sizes = np.bincount(term, minlength=len(found.sizes))
        if found.tallies is None or found.positions is None:
            return Postings(sizes, docs[keep], found.weights[keep])
        positions = found.positions[np.repeat(keep, found.tallies)]
        weights, tallies = found.weights[keep], found.tallies[keep]
        return Postings(sizes, docs[keep], tallies if found.weights is found.tallies else weights, tallies, positions)

    def moved(self, found: Places) -> Places:
        """Places in the literal row where they come to lie, without those of documents that are left out."""
        if self.whole:
            return found._replace(values=found.values + np.int64(self._row))
        doc = self.edges.searchsorted(found.values, "right") - 1
        keep = self.numbers[doc] >= 0
        each = np.repeat(np.arange(len(found.sizes)), found.sizes)[keep]
        values = found.values[keep] + self.shift[doc[keep]]
        return Places(np.bincount(each, minlength=len(found.sizes)), values)

    @property
    @abstractmethod
    def zones(self) -> list[str] | None:
        """The fields of the literal index by their numbers, None where there is none."""

    def total(self, field: str) -> int:
        """How many words a field has in the documents that are kept."""
        if self.whole:
            return self.totals.get(field, 0)
        held = self.postings(field, 0, len(self.sizes_of(field))) if field in self.fields else None
        if held is None:
            return 0
        return int((held.weights if held.tallies is None else held.tallies).sum(dtype=np.int64))

    @abstractmethod
    def terms(self, field: str) -> list[bytes]:
        """The terms of a field in byte order."""

    @abstractmethod
    def postings(self, field: str, first: int, last: int) -> Postings:
        """The postings of terms `first` to `last`."""

    @abstractmethod
    def sizes_of(self, field: str) -> Array:
        """How many postings each term has."""

    @property
    @abstractmethod
    def learnt(self) -> Learnt:
        """What its stored documents are compressed with."""

    @property
    @abstractmethod
    def stored(self) -> StoredDocuments:
        """Its stored documents."""

    @property
    @abstractmethod
    def pair_keys(self) -> Array:
        """The pairs of characters, ascending: the first code point in the high half, the second in the low."""

    @property
    @abstractmethod
    def pair_sizes(self) -> Array:
        """In how many places each pair stands."""

    @abstractmethod
    def pairs(self, first: int, last: int) -> Places:
        """The places of pairs `first` to `last`."""

    @property
    @abstractmethod
    def letters(self) -> Array:
        """The characters, ascending, as code points."""

    @property
    @abstractmethod
    def letter_sizes(self) -> Array:
        """In how many documents each character is."""

    @abstractmethod
    def letter_docs(self, first: int, last: int) -> Places:
        """The documents of characters `first` to `last`."""

    @property
    @abstractmethod
    def breaks(self) -> Array:
        """Where line ends stand in the literal row."""


class PieceSource(Source):
    """A piece as a source."""

    def __init__(self, piece: Piece) -> None:
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
        """Where lists `first` to `last` of these sizes begin and end in their row.

        Ranges come in ascending order: it is remembered how far they are, so that no table of all is needed.
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
        if f"{field}/positions" not in self.arrays:
            return self.renumbered(Postings(sizes[first:last], docs, weights))
        begin, end = self._span(f"{field}/positions", self.arrays[f"{field}/weights"], begin, end)
        positions = self.arrays[f"{field}/positions"][begin:end]
        return self.renumbered(Postings(sizes[first:last], docs, weights, weights, positions))

    @cached_property
    def stored(self) -> StoredDocuments:
        return StoredDocuments(self.arrays)

    @property
    def learnt(self) -> Learnt:
        return self.stored.learnt

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


class SegmentSource(Source):
    """A segment as a source."""

    def __init__(self, segment: SegmentArrays) -> None:
        self._segment = segment
        self.documents, self.arrays = segment.documents, segment.arrays
        self.totals, self.fields = segment.totals, segment.fields

    @property
    def zones(self) -> list[str] | None:
        return self._segment.meta.get("zones")

    def _held(self, field: str) -> Any:
        found = self._segment.postings(field)
        assert found is not None
        return found

    def terms(self, field: str) -> list[bytes]:
        return list(self._held(field).terms())

    def sizes_of(self, field: str) -> Array:
        return np.diff(self.arrays[f"{field}/starts"].astype(np.int64))

    def postings(self, field: str, first: int, last: int) -> Postings:
        held = self._held(field)
        begins = self.arrays[f"{field}/starts"][first : last + 1].astype(np.int64)
        begin, end = int(begins[0]), int(begins[-1])
        docs, weights = self._docs(field, first, begins), held.weigh(begin, end)
        weights = weights if weights.dtype.kind == "f" else weights.astype(np.uint32)
        if not held.has_positions:
            return self.renumbered(Postings(np.diff(begins), docs, weights))
        positions, tallies = held.positions(begin, end) if end > begin else (docs[:0], docs[:0])
        tallies = tallies.astype(np.uint32)
        same = f"{field}/counts" not in self.arrays
        found = Postings(np.diff(begins), docs, tallies if same else weights, tallies, positions.astype(np.uint32))
        return self.renumbered(found)

    def _docs(self, field: str, first: int, begins: Array) -> Array:
        """The documents of the terms from `first` on, whose postings begin at `begins`."""
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
    def learnt(self) -> Learnt:
        return self._segment.stored.learnt

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
        return unpacking.counts(self.arrays, "literal/pairs")

    @cached_property
    def letter_sizes(self) -> Array:
        return unpacking.counts(self.arrays, "literal/characters")

    def pairs(self, first: int, last: int) -> Places:
        return self.moved(self._lists("pairs", self.pair_sizes, first, last, int(self.edges[-1]), True))

    def letter_docs(self, first: int, last: int) -> Places:
        found = self._lists("characters", self.letter_sizes, first, last, self.documents, False)
        return Places(*self.renumbered(Postings(found.sizes, found.values, found.values))[:2])

    def _lists(self, name: str, sizes: Array, first: int, last: int, bound: int, paged: bool) -> Places:
        begin = first // sparse.GROUP * sparse.GROUP  # where an offset is known
        if begin >= last:
            return Places(sizes[:0], sizes[:0])
        packed, groups = (self.arrays[f"literal/{name}/{part}"] for part in ("packed", "groups"))
        own = sizes[begin:last]
        layout = sparse.Layout(bound, paged)
        values = unpacking.decode(packed, int(groups[begin // sparse.GROUP]), own, layout)
        return Places(own[first - begin :], values[int(own[: first - begin].sum()) :])

    @property
    def breaks(self) -> Array:
        held = {part: self.arrays[f"literal/breaks/{part}"] for part in ("packed", "counts", "groups", "large")}
        values = sparse.unpack(held, max(int(self.edges[-1]), 1)).get(0)
        return self.moved(Places(np.array([len(values)]), values)).values
