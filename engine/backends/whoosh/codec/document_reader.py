"""The documents of a segment as Whoosh's own readers see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh.codec import base

from engine.backends.whoosh.segment import columns
from engine.backends.whoosh.segment.lengths import LENGTHS
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays


class ArrayDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """The documents of a segment; `deleted` says which of them are."""

    def __init__(self, arrays: SegmentArrays, deleted: Callable[[], set[int]]) -> None:
        self.arrays, self._deleted = arrays, deleted

    def doc_count(self) -> int:
        """Documents that are there."""
        return self.arrays.documents - len(self._deleted())

    def doc_count_all(self) -> int:
        """Documents, deleted ones included."""
        return self.arrays.documents

    def has_deletions(self) -> bool:
        """Whether any document is deleted."""
        return bool(self._deleted())

    def is_deleted(self, docnum: int) -> bool:
        """Whether a document is deleted."""
        return docnum in self._deleted()

    def deleted_docs(self) -> set[int]:
        """Numbers of the deleted documents."""
        return self._deleted()

    def supports_columns(self) -> bool:
        """It does."""
        return True

    def has_column(self, fieldname: str) -> bool:
        """Whether a field has a column."""
        return columns.has(self.arrays.arrays, fieldname)

    def column_reader(self, fieldname: str, column: Any) -> columns.ArrayColumnReader:
        """The column of a field."""
        return columns.ArrayColumnReader(self.arrays.arrays, fieldname, column.default_value())

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        """How long a field is in a document, nearly (see `lengths`)."""
        lengths = self.arrays.length_bytes(fieldname)
        return int(LENGTHS[lengths[docnum]]) or default if lengths is not None else default

    def field_length(self, fieldname: str) -> int:
        """How long a field is in all documents."""
        return self.arrays.totals.get(fieldname, 0)

    def min_field_length(self, fieldname: str) -> int:
        """The shortest it is."""
        return self.arrays.extremes(fieldname)[0]

    def max_field_length(self, fieldname: str) -> int:
        """The longest it is."""
        return self.arrays.extremes(fieldname)[1]

    def stored_fields(self, docnum: int) -> dict[str, Any]:
        """The stored fields of a document."""
        return self.arrays.stored.get(docnum)
