"""Segment: its file of arrays and the readers of its parts, each opened on first use."""

from __future__ import annotations

import threading
import weakref
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array, ArrayFile
from engine.backends.whoosh.segment.lengths import LENGTHS
from engine.backends.whoosh.segment.literal_index import LiteralIndex
from engine.backends.whoosh.segment.postings import FieldPostings
from engine.backends.whoosh.segment.stored_documents import StoredDocuments
from engine.errors import IndexDamaged
from engine.messages import describe_error

EXTENSION = ".zw"
_open_segments: weakref.WeakValueDictionary[str, SegmentArrays] = weakref.WeakValueDictionary()
_opening_lock = threading.Lock()


class SegmentArrays:
    """Documents of one segment file, including deleted ones; immutable."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises IndexDamaged, IndexVersionError."""
        self.arrays = ArrayFile(path)
        try:
            self.documents: int = self.arrays.meta["documents"]
            self.totals: dict[str, int] = self.arrays.meta["totals"]
            self.fields: list[str] = self.arrays.meta["fields"]
        except KeyError as error:
            raise IndexDamaged(
                "The header of %(path)s lacks %(error)s; build the index again.", path=path, error=describe_error(error)
            ) from error
        self._postings: dict[str, FieldPostings] = {}

    def postings(self, field: str) -> FieldPostings | None:
        """Return the postings of a field, None if no document has a term in it."""
        result = self._postings.get(field)
        if result is None and field in self.fields:
            result = self._postings.setdefault(field, FieldPostings(self.arrays, field))
        return result

    def length_bytes(self, field: str) -> Array | None:
        """Return the length of a field in every document, as bytes that index `LENGTHS`."""
        return self.arrays.get(f"{field}/lengths")

    def extremes(self, field: str) -> tuple[int, int]:
        """Return the shortest and the longest length of a field."""
        lengths = self.length_bytes(field)
        if lengths is None or not len(lengths):
            return 0, 0
        return int(LENGTHS[lengths.min()]), int(LENGTHS[lengths.max()])

    @cached_property
    def stored(self) -> StoredDocuments:
        """Stored documents."""
        return StoredDocuments(self.arrays)

    @cached_property
    def literal(self) -> LiteralIndex | None:
        """Literal index, None if the segment was written without one."""
        names = self.meta.get("zones")
        return LiteralIndex(self.arrays, self.documents, names) if names is not None else None

    @cached_property
    def meta(self) -> dict[str, Any]:
        """Metadata saved by the writer."""
        return self.arrays.meta


def open_segment(path: Path) -> SegmentArrays:
    """Return the segment in this file; all readers share one."""
    with _opening_lock:
        segment_arrays = _open_segments.get(str(path))
        if segment_arrays is None:
            segment_arrays = _open_segments[str(path)] = SegmentArrays(path)
        return segment_arrays


def live_documents(deleted: set[int] | frozenset[int], documents: int) -> Array | None:
    """Return the mask of documents that are not deleted; None if none is deleted."""
    if not deleted:
        return None
    mask = np.ones(documents, bool)
    mask[list(deleted)] = False
    return mask
