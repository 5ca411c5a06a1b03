"""Writing many documents at once into a Whoosh index: whole segments, sorted as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from whoosh.index import TOC, FileIndex, LockError

from engine.backends.whoosh import pieces, stored
from engine.backends.whoosh.assembly import Assembly
from engine.backends.whoosh.codec import ArrayCodec, ArraySegment, place
from engine.backends.whoosh.pieces import Entry, Piece, Plan

CHUNK = 2000


class BulkWriter:
    """Adds documents to an index made by `whoosh.index.create_in`. Raises LockError where another writer is at work.

    `words` are the fields whose tokens are given; `zones` the fields of the literal index, None for none; `facets`
    fields that have several values. A segment is written whenever what is held would take more than `memory_mb`.
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
        self.plan = Plan(info.schema, tuple(words), None if zones is None else tuple(zones), tuple(facets))
        self._limit = (memory_mb << 20) // 2  # writing a segment takes somewhat more than holding it
        self._waiting: list[Entry] = []
        self._assembly: Assembly | None = None

    def add(self, entries: Iterable[Entry]) -> None:
        """Take documents in."""
        for entry in entries:
            self._waiting.append(entry)
            if len(self._waiting) >= CHUNK:
                self._make()

    def train(self, documents: Sequence[dict[str, Any]]) -> None:
        """Learn from stored documents what they have in common; to be called before any is added, or left out."""
        self.plan = Plan(self.plan.schema, self.plan.words, self.plan.zones, self.plan.facets, stored.train(documents))

    def take(self, piece: Piece) -> None:
        """Take in documents that are a piece already, made with this writer's `plan`."""
        if self._assembly and self._assembly.size + piece.size > self._limit:
            self._spill()
        self._assembly = self._assembly or Assembly(self.plan)
        self._assembly.add(piece)

    def _make(self) -> None:
        if self._waiting:
            if not self.plan.learnt.order and self._assembly is None:
                self.train([dict(entry.stored) for entry in self._waiting])
            self.take(pieces.make(self._waiting, self.plan))
            self._waiting = []

    def _spill(self) -> None:
        if self._assembly and self._assembly.documents:
            segment = ArraySegment(self._index.indexname, self._assembly.documents)
            self._assembly.write(place(self._index.storage, segment))
            self._segments.append(segment)
        self._assembly = None

    def commit(self) -> None:
        """Write what is held, and make all of it part of the index in one step."""
        self._make()
        self._spill()
        toc = TOC(self.plan.schema, self._segments, self._generation + 1)
        toc.write(self._index.storage, self._index.indexname)
        self._lock.release()

    def cancel(self) -> None:
        """Forget everything since the last commit."""
        self._lock.release()


__all__ = ["ArrayCodec", "BulkWriter", "Entry"]
