"""Several segments made into one, without the deleted documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.whoosh import arrays, columns, inverted, literal, stored
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.facets import FacetPart
from engine.backends.whoosh.segment import SegmentArrays, live

Zones = Callable[[Mapping[str, Any]], Sequence[tuple[str, str]]]
Part = tuple[SegmentArrays, Array]


def merge(path: Path, segments: Sequence[tuple[SegmentArrays, set[int]]], schema: Any, zones: Zones) -> int:
    """Write one segment that holds what these do; returns how many documents that is.

    Beside each segment stand its deleted documents. `zones` gives the literal texts of a stored document.
    """
    parts: list[Part] = []
    documents = 0
    for segment, deleted in segments:
        mask = live(deleted, segment.documents)
        kept = np.ones(segment.documents, bool) if mask is None else mask
        parts.append((segment, np.where(kept, np.cumsum(kept) - 1 + documents, -1)))
        documents += int(np.count_nonzero(kept))
    meta: dict[str, Any] = {"documents": documents, "totals": {}, "fields": []}
    out: dict[str, Array] = {}
    for field in sorted({name for segment, _ in parts for name in segment.fields}):
        _merge_field(field, parts, documents, out, meta)
    fields = dict(schema.items())
    for field in _named(parts, "column/"):
        out |= columns.pack(field, _column(field, parts), fields[field].column_type.default_value())
    for field in _named(parts, "facet/"):
        held = [FacetPart(segment, field).lists() for segment, _ in parts]
        rows = [lists[i] for lists, (_, numbers) in zip(held, parts, strict=True) for i in _kept(numbers)]
        out |= columns.pack_many(field, rows)
    out |= _stored(parts)
    names = parts[0][0].meta.get("zones")
    if names is not None:
        texts = [zones(segment.stored.get(number)) for segment, numbers in parts for number in _kept(numbers)]
        row = literal.lay([[(names.index(name), text) for name, text in found] for found in texts])
        out |= literal.pack(row, documents)
        meta["zones"] = names
    arrays.write(path, out, meta)
    return documents


def _kept(numbers: Array) -> list[int]:
    return np.flatnonzero(numbers >= 0).tolist()


def _merge_field(
    field: str, parts: Sequence[Part], documents: int, out: dict[str, Array], meta: dict[str, Any]
) -> None:
    held = [(segment.postings(field), numbers) for segment, numbers in parts]
    merged = inverted.merge([(postings.inverted(), numbers) for postings, numbers in held if postings is not None])
    out |= inverted.pack(field, merged, documents)
    meta["fields"].append(field)
    lengths = [(segment.length_bytes(field), segment.documents, numbers) for segment, numbers in parts]
    if any(row is not None for row, _, _ in lengths):
        rows = [np.zeros(size, np.uint8) if row is None else row for row, size, _ in lengths]
        out[f"{field}/lengths"] = np.concatenate(
            [row[numbers >= 0] for row, (_, _, numbers) in zip(rows, lengths, strict=True)]
        )
        meta["totals"][field] = int((merged.weights if merged.counts is None else merged.counts).sum(dtype=np.int64))


def _named(parts: Sequence[Part], kind: str) -> list[str]:
    return sorted({name.split("/")[1] for segment, _ in parts for name in segment.arrays if name.startswith(kind)})


def _column(field: str, parts: Sequence[Part]) -> list[Any]:
    values: list[Any] = []
    for segment, numbers in parts:
        if columns.has(segment.arrays, field):
            reader = columns.ArrayColumnReader(segment.arrays, field, None)
            values += [reader[number] for number in _kept(numbers)]
        else:
            values += [None] * len(_kept(numbers))
    return values


def _stored(parts: Sequence[Part]) -> dict[str, Array]:
    """Stored documents as they are where the segment has learnt what the largest has, else packed anew."""
    learnt = max(parts, key=lambda part: part[0].documents)[0].stored.learnt
    packer = stored.Packer(learnt)
    blobs = []
    for segment, numbers in parts:
        held = segment.stored
        same = held.learnt == learnt
        blobs += [held.blob(i) if same else packer.pack(held.get(i)) for i in _kept(numbers)]
    return stored.pack(blobs, learnt)
