"""What Whoosh's own writer is given to write with: it hands over documents and postings, the draft keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.codec import base

from engine.backends.whoosh.codec.draft import SegmentDraft


class ArrayDocumentWriter(base.PerDocumentWriter):  # type: ignore[misc]
    """What Whoosh's own writer says of each document, kept for the draft of the segment."""

    def __init__(self, draft: SegmentDraft) -> None:
        self._draft, self.is_closed = draft, False
        self._stored: dict[str, Any] = {}

    def start_doc(self, docnum: int) -> None:
        """Begin a document."""
        self._draft.start(docnum)
        self._stored = {}

    def add_field(self, fieldname: str, fieldobj: Any, value: Any, length: int) -> None:
        """Its stored value and its length."""
        del fieldobj
        if value is not None:
            self._stored[fieldname] = value
        if length:
            self._draft.add_length(fieldname, length)

    def add_column_value(self, fieldname: str, columnobj: Any, value: Any) -> None:
        """Its value in a column."""
        self._draft.add_column(fieldname, columnobj.default_value(), value)

    def add_vector_items(self, fieldname: str, fieldobj: Any, items: Any) -> None:
        """Vectors are not kept."""
        raise NotImplementedError("This codec keeps no term vectors.")

    def finish_doc(self) -> None:
        """End a document."""
        self._draft.stored.append(self._stored)

    def close(self) -> None:
        """No more documents."""
        self.is_closed = True


class ArrayFieldWriter(base.FieldWriter):  # type: ignore[misc]
    """Postings as Whoosh's own writer sorts them, field by field and term by term."""

    def __init__(self, draft: SegmentDraft, path: Path) -> None:
        self._draft, self._path, self.is_closed = draft, path, False
        self._decode: Any = None

    def start_field(self, fieldname: str, fieldobj: Any) -> None:
        """Begin a field."""
        form = fieldobj.format
        self._decode = form.decoder("positions") if form and form.supports("positions") else None
        self._draft.start_field(fieldname, self._decode is not None)

    def start_term(self, text: bytes) -> None:
        """Begin a term."""
        self._draft.start_term(text)

    def add(self, docnum: int, weight: float, vbytes: bytes, length: int) -> None:
        """One posting."""
        del length
        self._draft.add_posting(docnum, weight, self._decode(vbytes) if self._decode else None)

    def finish_term(self) -> None:
        """End a term."""

    def close(self) -> None:
        """Write the segment, if it has documents."""
        if not self.is_closed and self._draft.documents:
            self._draft.write(self._path)
        self.is_closed = True
