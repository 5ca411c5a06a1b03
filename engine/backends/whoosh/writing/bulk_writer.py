"""Bulk writer for a Whoosh index: adds many documents as one segment of sorted arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from whoosh.index import TOC, FileIndex, LockError

from engine.backends.whoosh.codec.array_codec import ArrayCodec, ArraySegment, segment_path
from engine.backends.whoosh.segment import stored_documents
from engine.backends.whoosh.writing import partial_segments
from engine.backends.whoosh.writing.partial_segments import IndexEntry, IndexLayout
from engine.backends.whoosh.writing.segment_builder import SegmentBuilder

CHUNK_DOCUMENTS = 2000  # documents of a partial segment, if memory permits


class BulkWriter:
    """Adds documents to an index made by `whoosh.index.create_in`. Raises LockError if another writer is active.

    `words` are the fields given as tokens; `zones` the fields of the literal index, None for no such index; `facets`
    the fields with several values. Positions of words are not kept, so `words` are TEXT(phrase=False). Beyond
    `memory_mb` added documents are buffered in files; `commit` writes one segment.
    """

    def __init__(
        self,
        index: FileIndex,
        words: Sequence[str],
        zones: Sequence[str] | None = None,
        facets: Sequence[str] = (),
        memory_mb: int = 1024,
    ) -> None:
        self._lock = index.lock("WRITELOCK")
        if not self._lock.acquire(blocking=False):
            raise LockError
        info = index._read_toc()
        self._index, self._segments, self._generation = index, list(info.segments), info.generation
        self._plan = IndexLayout(info.schema, tuple(words), None if zones is None else tuple(zones), tuple(facets))
        self._memory = memory_mb << 20
        self._letters = partial_segments.part_letters(self._memory // 2)
        self._waiting: list[IndexEntry] = []
        self._size = 0
        self._assembly: SegmentBuilder | None = None

    def add(self, entries: Iterable[IndexEntry]) -> None:
        """Add documents."""
        for entry in entries:
            self._waiting.append(entry)
            self._size += sum(map(len, entry.words.values())) + sum(len(text) for _, text in entry.zones)
            if len(self._waiting) >= CHUNK_DOCUMENTS or self._size > self._letters:
                self._make()

    def _make(self) -> None:
        """Build a partial segment of the waiting documents; the first of them train the compression model."""
        if self._assembly is None:
            self._plan = replace(
                self._plan, compression_model=stored_documents.train([entry.stored for entry in self._waiting])
            )
            self._assembly = SegmentBuilder(self._plan, Path(self._index.storage.folder), self._memory)
        if self._waiting:
            self._assembly.add(partial_segments.build_part(self._waiting, self._plan))
            self._waiting, self._size = [], 0

    def commit(self) -> None:
        """Write the added documents as a segment, and add it to the index atomically."""
        self._make()
        segment = ArraySegment(self._index.indexname)
        if self._assembly and self._assembly.documents:
            segment.set_doc_count(self._assembly.write(segment_path(self._index.storage, segment)))
            self._segments.append(segment)
        toc = TOC(self._plan.schema, self._segments, self._generation + 1)
        toc.write(self._index.storage, self._index.indexname)
        self._lock.release()

    def cancel(self) -> None:
        """Discard everything since the last commit."""
        if self._assembly:
            self._assembly.forget()
        self._lock.release()


__all__ = ["ArrayCodec", "BulkWriter", "IndexEntry"]
