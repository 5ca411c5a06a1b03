"""Codec of flat-array segments behind Whoosh's own interface, usable by every stock reader and matcher."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from whoosh.codec import base

from engine.backends.whoosh.codec.document_reader import ArrayDocumentReader
from engine.backends.whoosh.codec.segment_draft import ArrayDocumentWriter, ArrayFieldWriter, SegmentDraft
from engine.backends.whoosh.codec.terms_reader import ArrayTermsReader
from engine.backends.whoosh.segment.segment_arrays import EXTENSION, open_segment


class ArrayCodec(base.Codec):  # type: ignore[misc]
    """Reads and writes flat-array segments. Usage: `index.writer(codec=ArrayCodec())`."""

    length_stats = False

    def __init__(self) -> None:
        self._drafts: dict[str, SegmentDraft] = {}

    def _draft(self, segment: ArraySegment) -> SegmentDraft:
        return self._drafts.setdefault(segment.segment_id(), SegmentDraft())

    def new_segment(self, storage: Any, indexname: str) -> ArraySegment:
        """Return a segment without documents."""
        del storage
        return ArraySegment(indexname)

    def per_document_writer(self, storage: Any, segment: ArraySegment) -> ArrayDocumentWriter:
        """Return the writer of stored fields, lengths and columns."""
        del storage
        return ArrayDocumentWriter(self._draft(segment))

    def field_writer(self, storage: Any, segment: ArraySegment) -> ArrayFieldWriter:
        """Return the writer of postings, which writes the segment file when closed."""
        return ArrayFieldWriter(self._draft(segment), segment_path(storage, segment))

    def terms_reader(self, storage: Any, segment: ArraySegment) -> ArrayTermsReader:
        """Return the reader of terms and their matchers."""
        return ArrayTermsReader(open_segment(segment_path(storage, segment)))

    def per_document_reader(self, storage: Any, segment: ArraySegment) -> ArrayDocumentReader:
        """Return the reader of stored fields, lengths, columns and deletions."""
        return ArrayDocumentReader(open_segment(segment_path(storage, segment)), segment.deleted_docs)

    def __getstate__(self) -> dict[str, Any]:
        return {}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._drafts = {}


class ArraySegment(base.Segment):  # type: ignore[misc]
    """Entry of a segment in the table of contents: number of documents, and which are deleted."""

    def __init__(self, indexname: str, documents: int = 0) -> None:
        super().__init__(indexname)
        self._documents = documents
        self._deleted: set[int] = set()

    def codec(self) -> ArrayCodec:
        """Return the codec that reads it."""
        return ArrayCodec()

    def should_assemble(self) -> bool:
        """Return False: the segment is a single file already."""
        return False

    def doc_count_all(self) -> int:
        """Return the number of documents, including deleted ones."""
        return self._documents

    def set_doc_count(self, doccount: int) -> None:
        """Set the number of documents written."""
        self._documents = doccount

    def deleted_count(self) -> int:
        """Return the number of deleted documents."""
        return len(self._deleted)

    def deleted_docs(self) -> set[int]:
        """Return the numbers of the deleted documents."""
        return self._deleted

    def is_deleted(self, docnum: int) -> bool:
        """Return True if the document is deleted."""
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Delete a document, or restore it. Raises IndexError if there is no such document."""
        if not 0 <= docnum < self._documents:
            raise IndexError(f"The segment has {self._documents} documents, none is number {docnum}.")
        self._deleted = self._deleted | {docnum} if delete else self._deleted - {docnum}


def segment_path(storage: Any, segment: ArraySegment) -> Path:
    """Return the path of a segment's file."""
    return Path(str(storage.folder)) / str(segment.make_filename(EXTENSION))
