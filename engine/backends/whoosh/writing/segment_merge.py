"""Merge of partial segments and other segments into one, in ranges, so that it takes little memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.growing_array import GrowingArray
from engine.backends.whoosh.arrays.ragged import starts
from engine.backends.whoosh.segment import stored_documents
from engine.backends.whoosh.segment.inverted import InvertedField
from engine.backends.whoosh.segment.postings_writer import PostingsWriter
from engine.backends.whoosh.writing import literal_writer
from engine.backends.whoosh.writing.columns_writer import join_column, join_facet
from engine.backends.whoosh.writing.list_merge import cut_ranges, gather_lists
from engine.backends.whoosh.writing.merge_source import MergeSource, Postings

MAX_NUMBERS = 1 << 21  # numbers merged at a time, if memory permits
_BYTES_PER_NUMBER = 64  # bytes of memory per number during the merge


def merge_segments(
    path: Path,
    pairs: Sequence[tuple[MergeSource, Collection[int]]],
    schema: Any,
    memory: int = MAX_NUMBERS * _BYTES_PER_NUMBER,
) -> int:
    """Write one segment with the documents of these sources, in order; return its number of documents.

    Each source is paired with its documents to omit. `memory` limits additional memory, in bytes.
    """
    room = max(1 << 14, min(MAX_NUMBERS, memory // _BYTES_PER_NUMBER))
    documents = row = 0
    for source, gone in pairs:
        live = np.ones(source.documents, bool)
        live[list(gone)] = False
        documents, row = source.place(live, documents, row)
    sources = [source for source, _ in pairs]
    meta: dict[str, Any] = {"documents": documents, "totals": {}, "fields": []}
    out: dict[str, Array] = {}
    folder = path.parent
    for field in sorted({name for source in sources for name in source.fields}):
        _join_field(field, [source for source in sources if field in source.fields], documents, folder, room, out)
        _join_lengths(field, sources, out, meta)
        meta["fields"].append(field)
    fields = dict(schema.items())
    for field in _names_of(sources, "column/"):
        out |= join_column(field, sources, fields[field].column_type.default_value())
    for field in _names_of(sources, "facet/"):
        out |= join_facet(field, sources)
    out |= _join_stored(sources, folder)
    names = next((source.zones for source in sources if source.zones is not None), None)
    if names is not None:
        out |= literal_writer.join_literal_indexes(sources, documents, folder, room)
        meta["zones"] = names
    array_file.write(path, out, meta)
    return documents


def _join_field(
    field: str, sources: Sequence[MergeSource], documents: int, folder: Path, room: int, out: dict[str, Array]
) -> None:
    chunks: set[bytes] = set()
    for source in sources:
        chunks.update(source.terms(field))
    terms = sorted(chunks)
    rank = {term: i for i, term in enumerate(terms)}
    keys = [np.fromiter(map(rank.__getitem__, source.terms(field)), np.uint32) for source in sources]
    del chunks, rank
    writer = PostingsWriter(documents, folder)
    for first, last in cut_ranges(keys, [source.sizes_of(field) for source in sources], room):
        bounds = [own.searchsorted((first, last)).tolist() for own in keys]
        postings = [source.postings(field, *bound) for source, bound in zip(sources, bounds, strict=True)]
        ids = [own[begin:end].astype(np.int64) - first for own, (begin, end) in zip(keys, bounds, strict=True)]
        writer.add(_join_terms(terms[first:last], ids, postings))
    out |= writer.arrays(field)


def _join_terms(terms: list[bytes], ids: list[Array], postingses: list[Postings]) -> InvertedField:
    """Return the postings of these terms, without terms that no longer occur in any document."""
    sizes = [postings.sizes for postings in postingses]
    totals, docs, weights = gather_lists(
        ids, sizes, [(postings.docs, postings.weights) for postings in postingses], len(terms)
    )
    there = np.flatnonzero(totals)
    present_terms = [terms[i] for i in there.tolist()] if len(there) < len(terms) else terms
    begin = starts(totals[there])
    return InvertedField(present_terms, begin, docs, weights)


def _join_lengths(field: str, sources: Sequence[MergeSource], out: dict[str, Array], meta: dict[str, Any]) -> None:
    name = f"{field}/lengths"
    if any(name in source.arrays for source in sources):
        rows = [source.arrays.get(name, np.zeros(source.documents, np.uint8))[source.live] for source in sources]
        out[name] = np.concatenate(rows)
        meta["totals"][field] = sum(source.total(field) for source in sources)


def _names_of(sources: Sequence[MergeSource], kind: str) -> list[str]:
    return sorted({name.split("/")[1] for source in sources for name in source.arrays if name.startswith(kind)})


def _join_stored(sources: Sequence[MergeSource], folder: Path) -> Mapping[str, Array]:
    """Return stored documents, copied if their source has the largest source's model, otherwise repacked."""
    learnt = max(sources, key=lambda source: source.documents).stored.compression_model
    packer = stored_documents.Packer(learnt)
    blobs, sizes = GrowingArray("u1", folder), GrowingArray("<i8", folder)
    for source in sources:
        stored = source.stored
        if stored.compression_model == learnt and source.whole:
            blobs.add(source.arrays["stored/documents"])
            sizes.add(np.diff(source.arrays["stored/starts"]))
            continue
        same = stored.compression_model == learnt
        for i in source.live.tolist():
            blob = stored.blob(i) if same else packer.pack(stored.get(i))
            blobs.add(np.frombuffer(blob, np.uint8))
            sizes.add(np.array([len(blob)]))
    return {
        "stored/documents": blobs.array(),
        "stored/starts": starts(sizes.array()).astype("<i8"),
        "stored/dictionary": np.frombuffer(learnt.dictionary, np.uint8),
        "stored/order": np.frombuffer(learnt.order, "<u2"),
    }
