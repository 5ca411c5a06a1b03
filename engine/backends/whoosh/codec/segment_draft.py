"""Draft of a segment: documents and postings in memory until the segment file is written."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.codec import base

from engine.backends.whoosh.arrays import array_file
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.segment import columns, lengths, stored_documents
from engine.backends.whoosh.segment.inverted import InvertedField
from engine.backends.whoosh.segment.postings_writer import PostingsWriter


class ArrayDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """Per-document writer that Whoosh's own writer calls; adds to the draft of a segment."""

    def __init__(self, draft: SegmentDraft) -> None:
        self._draft, self.is_closed = draft, False
        self._stored: dict[str, Any] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin a document."""
        self._draft.start(docnum)
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Add the stored value and the length of a field."""
        del fieldobj
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self._draft.add_length(fieldname, length)

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Add a value to a column."""
        self._draft.add_column(fieldname, columnobj.default_value(), value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        """Reject term vectors. Raises NotImplementedError."""
        raise NotImplementedError("This codec keeps no term vectors.")

    def finish_doc(self) -> None:
        """End a document."""
        self._draft.stored.append(self._stored)

    def close(self) -> None:
        """Mark the writer as closed."""
        self.is_closed = True


class ArrayFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Field writer that takes postings sorted by field and term, as Whoosh's own writer passes them."""

    def __init__(self, draft: SegmentDraft, path: Path) -> None:
        self._draft, self._path, self.is_closed = draft, path, False

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field. Raises NotImplementedError if the schema wants its positions."""
        if fieldobj.format and fieldobj.format.supports("positions"):
            raise NotImplementedError(f"This codec keeps no positions: use TEXT(phrase=False) for {fieldname!r}.")
        self._draft.start_field(fieldname)

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._draft.start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """Add one posting."""
        del vbytes, length
        self._draft.add_posting(docnum, weight)

    def finish_term(self) -> None:
        """End a term."""

    def close(self) -> None:
        """Write the segment if it has documents."""
        if not self.is_closed and self._draft.documents:
            self._draft.write(self._path)
        self.is_closed = True


class _FieldDraft:
    """Postings of one field, term by term."""

    def __init__(self) -> None:
        self.terms: list[bytes] = []
        self.starts = array("q")
        self.docs, self.weights = array("I"), array("d")

    def inverted(self) -> InvertedField:
        begin = np.array([*self.starts, len(self.docs)], np.int64)
        weights = np.array(self.weights, np.float64)
        whole = weights.astype(np.uint32)
        exact = bool((whole == weights).all())
        docs = np.array(self.docs, np.uint32)
        return InvertedField(self.terms, begin, docs, whole if exact else weights.astype(np.float32))


class SegmentDraft:
    """Contents of a segment, added one document and one posting at a time."""

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
        """Add the length of a field of the current document."""
        self._lengths.setdefault(field, {})[self.documents - 1] = length

    def add_column(self, field: str, default: Any, value: Any) -> None:
        """Add a column value of the current document."""
        self._columns.setdefault(field, (default, {}))[1][self.documents - 1] = value

    def start_field(self, field: str) -> None:
        """Begin the postings of a field."""
        self._field = self._fields[field] = _FieldDraft()

    def start_term(self, text: bytes) -> None:
        """Begin the postings of a term."""
        assert self._field is not None
        self._field.terms.append(text)
        self._field.starts.append(len(self._field.docs))

    def add_posting(self, document: int, weight: float) -> None:
        """Add a posting of the current term."""
        assert self._field is not None
        self._field.docs.append(document)
        self._field.weights.append(weight)

    def write(self, path: Path) -> None:
        """Write the segment file."""
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
        learnt = stored_documents.train(self.stored)
        packer = stored_documents.Packer(learnt)
        out |= stored_documents.pack([packer.pack(document) for document in self.stored], learnt)
        array_file.write(path, out, {"documents": self.documents, "totals": totals, "fields": sorted(self._fields)})
