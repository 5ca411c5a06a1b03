"""Per-document reader of a segment for Whoosh's own readers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh.codec import base

from engine.backends.whoosh.segment import columns
from engine.backends.whoosh.segment.lengths import LENGTHS
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """Stored fields, lengths and columns of a segment; `deleted` returns the numbers of deleted documents."""

    def __init__(self, arrays: SegmentArrays, deleted: Callable[[], set[int]]) -> None:
        self.arrays, self._deleted = arrays, deleted

    def doc_count(self) -> int:
        """Return the number of documents that are not deleted."""
        return self.arrays.documents - len(self._deleted())

    def doc_count_all(self) -> int:
        """Return the number of documents, including deleted ones."""
        return self.arrays.documents

    def has_deletions(self) -> bool:
        """Return True if any document is deleted."""
        return bool(self._deleted())

    def is_deleted(self, docnum: int) -> bool:
        """Return True if the document is deleted."""
        return docnum in self._deleted()

    def deleted_docs(self) -> set[int]:
        """Return the numbers of the deleted documents."""
        return self._deleted()

    def supports_columns(self) -> bool:
        """Return True: segments have columns."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Return True if the field has a column."""
        return columns.has(self.arrays.arrays, fieldname)

    def column_reader(self, fieldname: str, column: Any) -> columns.ArrayColumnReader:
        """Return the reader of a field's column."""
        return columns.ArrayColumnReader(self.arrays.arrays, fieldname, column.default_value())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """Return the approximate length of a field in a document (see `lengths`)."""
        lengths = self.arrays.length_bytes(fieldname)
        return int(LENGTHS[lengths[docnum]]) or default if lengths is not None else default

    def field_length(self, fieldname: str) -> int:
        """Return the total length of a field in all documents."""
        return self.arrays.totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        """Return the shortest length of a field."""
        return self.arrays.extremes(fieldname)[0]

    def max_field_length(self, fieldname: str) -> int:
        """Return the longest length of a field."""
        return self.arrays.extremes(fieldname)[1]

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """Return the stored fields of a document."""
        return self.arrays.stored.get(docnum)
