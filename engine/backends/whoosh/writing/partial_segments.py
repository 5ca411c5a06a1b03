"""Partial segments: some documents as sorted, unpacked arrays, built in any process and later merged into segments."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from whoosh import fields

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.arrays.array_file import Array, ArrayFile
from engine.backends.whoosh.arrays.ragged import starts
from engine.backends.whoosh.segment import columns, lengths, stored_documents
from engine.backends.whoosh.segment.inverted import InvertedField, invert
from engine.backends.whoosh.segment.stored_documents import CompressionModel
from engine.backends.whoosh.writing import partial_literal_index

# Characters and words of a partial segment: smaller ones cost more than they save.
PART_SIZE_RANGE = range(200_000, 1_500_000)
BYTES_PER_LETTER = 64  # bytes that each takes while a partial segment is built


def part_letters(memory: int) -> int:
    """Return the number of characters and words for a partial segment to be built in `memory` bytes."""
    return min(max(memory // BYTES_PER_LETTER, PART_SIZE_RANGE.start), PART_SIZE_RANGE.stop)


@dataclass(frozen=True)
class IndexEntry:
    """One document for the bulk writer.

    `words` are the tokens of segmented fields; `values` the values of other indexed or sortable fields; `stored` the
    document returned by searches; `zones` field names and texts for literal search; `facets` the values of multi-valued
    facet fields.
    """

    words: Mapping[str, Sequence[str]]
    values: Mapping[str, Any] = field(default_factory=dict)
    stored: Mapping[str, Any] = field(default_factory=dict)
    zones: Sequence[tuple[str, str]] = ()
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class IndexLayout:
    """Layout of a partial segment: fields by kind of indexing, and the compression model of stored documents."""

    schema: Any
    words: tuple[str, ...]
    zones: tuple[str, ...] | None
    facets: tuple[str, ...] = ()
    compression_model: CompressionModel = field(default_factory=CompressionModel)


@dataclass(frozen=True)
class PartialSegment:
    """Arrays of some documents, numbered from 0; named as in a segment, but not packed yet."""

    documents: int
    arrays: Mapping[str, Array]
    meta: dict[str, Any]

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return sum(held.nbytes for held in self.arrays.values())

    def write(self, path: Path) -> None:
        """Write it to a temporary file, without syncing."""
        array_file.write(path, self.arrays, {**self.meta, "documents": self.documents}, lasting=False)


def read_part(path: Path) -> PartialSegment:
    """Return the partial segment in this file, memory-mapped."""
    file = ArrayFile(path)
    return PartialSegment(file.meta["documents"], file, file.meta)


def build_part(entries: Iterable[IndexEntry], plan: IndexLayout) -> PartialSegment:
    """Return the partial segment of these documents."""
    entries, words = _split(entries, plan.words)
    out: dict[str, Array] = {}
    meta: dict[str, Any] = {"fields": [], "totals": {}}
    for name, kind in plan.schema.items():
        if name in plan.words:
            meta["totals"][name] = _add_words(name, words[name], out)
        elif kind.indexed:
            _add_field(name, _terms(name, kind, entries), out)
        if name in plan.words or kind.indexed:
            meta["fields"].append(name)
        if kind.column_type:
            out |= columns.pack(name, _column(name, kind, entries), kind.column_type.default_value())
    for name in plan.facets:
        out |= columns.pack_many(name, [entry.facets.get(name, ()) for entry in entries])
    packer = stored_documents.Packer(plan.compression_model)
    out |= stored_documents.pack([packer.pack(entry.stored) for entry in entries], plan.compression_model)
    if plan.zones is not None:
        number = {name: i for i, name in enumerate(plan.zones)}
        out |= partial_literal_index.build_literal_part(
            [[(number[name], text) for name, text in entry.zones] for entry in entries]
        )
        meta["zones"] = list(plan.zones)
    return PartialSegment(len(entries), out, meta)


class _WordColumns:
    """Words of a field as numbers, document after document: thousands of texts take too much memory as strings."""

    def __init__(self) -> None:
        self.numbers: defaultdict[str, int] = defaultdict()
        self.numbers.default_factory = self.numbers.__len__
        self.ids, self.held = array("I"), array("I")

    def add(self, words: Sequence[str]) -> None:
        self.ids.extend(map(self.numbers.__getitem__, words))
        self.held.append(len(words))


def _split(entries: Iterable[IndexEntry], names: Sequence[str]) -> tuple[list[IndexEntry], dict[str, _WordColumns]]:
    """Return the entries without their words, and the words."""
    words = {name: _WordColumns() for name in names}
    rest = []
    for entry in entries:
        for name, field_words in words.items():
            field_words.add(entry.words.get(name, ()))
        rest.append(IndexEntry({}, entry.values, entry.stored, entry.zones, entry.facets))
    return rest, words


def _add_words(name: str, words: _WordColumns, out: dict[str, Array]) -> int:
    """Add the arrays of a segmented field; return its total number of words."""
    vocabulary = [word.encode("utf-8", "surrogatepass") for word in words.numbers]
    order = sorted(range(len(vocabulary)), key=vocabulary.__getitem__)
    rank = np.empty(len(order), np.uint32)
    rank[order] = np.arange(len(order), dtype=np.uint32)
    sizes = np.frombuffer(words.held, np.uint32).astype(np.int64)
    inverted_field = invert(rank[np.frombuffer(words.ids, np.uint32)], sizes, [vocabulary[i] for i in order])
    _add_field(name, inverted_field, out)
    out[f"{name}/lengths"] = lengths.to_bytes(sizes)
    return len(words.ids)


def _add_field(name: str, inverted_field: InvertedField, out: dict[str, Array]) -> None:
    out[f"{name}/terms"] = np.frombuffer(b"".join(inverted_field.terms), np.uint8)
    out[f"{name}/term_lengths"] = np.fromiter(map(len, inverted_field.terms), np.uint32, len(inverted_field.terms))
    out[f"{name}/sizes"] = np.diff(inverted_field.starts).astype(np.uint32)
    out[f"{name}/docs"], out[f"{name}/weights"] = inverted_field.docs, inverted_field.weights


def _terms(name: str, kind: Any, entries: Sequence[IndexEntry]) -> InvertedField:
    """Return the postings of a field that is not segmented; each term occurs once in a document."""
    documents: defaultdict[bytes, array[int]] = defaultdict(lambda: array("I"))
    cache: dict[Any, list[bytes]] = {}
    for number, entry in enumerate(entries):
        value = entry.values.get(name)
        if value is None:
            continue
        for one in value if isinstance(value, list | tuple) else (value,):
            texts = cache.get(one)
            if texts is None:
                texts = cache[one] = _texts(kind, one)
            for text in texts:
                documents[text].append(number)
    terms = sorted(documents)
    counts = np.fromiter((len(documents[term]) for term in terms), np.int64, len(terms))
    row = np.frombuffer(b"".join(documents[term].tobytes() for term in terms), np.uint32)
    return InvertedField(terms, starts(counts), row, np.ones(len(row), np.uint32))


def _texts(kind: Any, value: Any) -> list[bytes]:
    """Return the terms of one value."""
    if type(kind) is fields.ID and value:  # the value itself; Whoosh's own indexing gives the same, more slowly
        return [kind.to_bytes(value)]
    return [item[0] for item in kind.index(value)]


def _column(name: str, kind: Any, entries: Sequence[IndexEntry]) -> list[Any]:
    default = kind.column_type.default_value()
    values = (entry.values.get(name) for entry in entries)
    return [default if value is None else kind.to_column_value(value) for value in values]
