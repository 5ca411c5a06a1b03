"""The draft of a segment: documents and postings in memory until its file is written."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.whoosh.segment import arrays, columns, lengths, stored
from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.segment.inverted import Inverted
from engine.backends.whoosh.writing.postings_writer import PostingsWriter


class _FieldDraft:
    """Postings of one field as they come, term by term."""

    def __init__(self, positions: bool) -> None:
        self.terms: list[bytes] = []
        self.starts = array("q")
        self.docs, self.weights = array("I"), array("d")
        self.counts: array[int] | None = array("I") if positions else None
        self.positions: array[int] | None = array("I") if positions else None

    def inverted(self) -> Inverted:
        begin = np.array([*self.starts, len(self.docs)], np.int64)
        weights = np.array(self.weights, np.float64)
        whole = weights.astype(np.uint32)
        exact = bool((whole == weights).all())
        docs = np.array(self.docs, np.uint32)
        if self.counts is None or self.positions is None:
            return Inverted(self.terms, begin, docs, whole if exact else weights.astype(np.float32))
        counts = np.array(self.counts, np.uint32)
        same = exact and bool((whole == counts).all())
        kept: Array = counts if same else whole if exact else weights.astype(np.float32)
        return Inverted(self.terms, begin, docs, kept, counts, np.array(self.positions, np.uint32))


class SegmentDraft:
    """What Whoosh's own writer hands over, one document and one posting at a time."""

    def __init__(self) -> None:
        self.documents = 0
        self.stored: list[Mapping[str, Any]] = []
        self._lengths: dict[str, dict[int, int]] = {}
        self._columns: dict[str, tuple[Any, dict[int, Any]]] = {}
        self._fields: dict[str, _FieldDraft] = {}
        self._field: _FieldDraft | None = None

    def start(self, document: int) -> None:
        """Begin the document with this number."""
        self.documents = document + 1

    def add_length(self, field: str, length: int) -> None:
        """The length of a field of the current document."""
        self._lengths.setdefault(field, {})[self.documents - 1] = length

    def add_column(self, field: str, default: Any, value: Any) -> None:
        """The value of the current document in a column."""
        self._columns.setdefault(field, (default, {}))[1][self.documents - 1] = value

    def start_field(self, field: str, positions: bool) -> None:
        """Begin the postings of a field."""
        self._field = self._fields[field] = _FieldDraft(positions)

    def start_term(self, text: bytes) -> None:
        """Begin the postings of a term."""
        assert self._field is not None
        self._field.terms.append(text)
        self._field.starts.append(len(self._field.docs))

    def add_posting(self, document: int, weight: float, positions: list[int] | None) -> None:
        """One posting of the current term."""
        assert self._field is not None
        self._field.docs.append(document)
        self._field.weights.append(weight)
        if self._field.counts is not None and self._field.positions is not None:
            self._field.counts.append(len(positions or ()))
            self._field.positions.extend(positions or ())

    def write(self, path: Path) -> None:
        """Write the file of the segment."""
        out: dict[str, Array] = {}
        totals = {}
        for field, draft in self._fields.items():
            writer = PostingsWriter(self.documents, path.parent)
            writer.add(draft.inverted())
            out |= writer.arrays(field)
        for field, held in self._lengths.items():
            row = np.zeros(self.documents, np.int64)
            row[list(held)] = list(held.values())
            out[f"{field}/lengths"] = lengths.to_bytes(row)
            totals[field] = int(row.sum())
        for field, (default, values) in self._columns.items():
            out |= columns.pack(field, [values.get(document) for document in range(self.documents)], default)
        learnt = stored.train(self.stored)
        packer = stored.Packer(learnt)
        out |= stored.pack([packer.pack(document) for document in self.stored], learnt)
        arrays.write(path, out, {"documents": self.documents, "totals": totals, "fields": sorted(self._fields)})
