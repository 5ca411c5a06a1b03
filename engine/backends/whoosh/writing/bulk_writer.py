"""Writing many documents at once into a Whoosh index: one whole segment, sorted as arrays."""

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

CHUNK_DOCUMENTS = 2000  # documents of a piece, or what memory has room for


class BulkWriter:
    """Adds documents to an index made by `whoosh.index.create_in`. Raises LockError where another writer is at work.

    `words` are the fields whose tokens are given; `zones` the fields of the literal index, None for none; `facets`
    fields that have several values. Beyond `memory_mb` what was taken in waits in files; `commit` writes one segment.
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
        """Take documents in."""
        for entry in entries:
            self._waiting.append(entry)
            self._size += sum(map(len, entry.words.values())) + sum(len(text) for _, text in entry.zones)
            if len(self._waiting) >= CHUNK_DOCUMENTS or self._size > self._letters:
                self._make()

    def _make(self) -> None:
        """A piece of the documents that wait; the first of them teach what stored documents have in common."""
        if self._assembly is None:
            self._plan = replace(
                self._plan, compression_model=stored_documents.train([entry.stored for entry in self._waiting])
            )
            self._assembly = SegmentBuilder(self._plan, Path(self._index.storage.folder), self._memory)
        if self._waiting:
            self._assembly.add(partial_segments.build_part(self._waiting, self._plan))
            self._waiting, self._size = [], 0

    def commit(self) -> None:
        """Write what was taken in as a segment, and make it part of the index in one step."""
        self._make()
        segment = ArraySegment(self._index.indexname)
        if self._assembly and self._assembly.documents:
            segment.set_doc_count(self._assembly.write(segment_path(self._index.storage, segment)))
            self._segments.append(segment)
        toc = TOC(self._plan.schema, self._segments, self._generation + 1)
        toc.write(self._index.storage, self._index.indexname)
        self._lock.release()

    def cancel(self) -> None:
        """Forget everything since the last commit."""
        if self._assembly:
            self._assembly.forget()
        self._lock.release()


__all__ = ["ArrayCodec", "BulkWriter", "IndexEntry"]
