"""Writing a generation of the index: articles segmented in worker processes, segments written in bulk."""

from __future__ import annotations

import datetime
import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from engine import schema, workers
from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh import disk, entries, generations, manifest, merge, stored, tiers
from engine.backends.whoosh.assembly import Assembly
from engine.backends.whoosh.codec import ArraySegment, place
from engine.backends.whoosh.engine import WhooshEngine
from engine.backends.whoosh.pieces import Piece, Plan
from engine.backends.whoosh.segment import EXTENSION, open_segment
from engine.backends.whoosh.snapshot import Snapshot
from engine.errors import IndexMissing

CHUNK = 1000  # articles that a worker process takes at a time
KEEP = 2  # former generations that are kept beside the current one


class WhooshBuilder:
    """Writes one new generation below `path`; with `update` it begins with the articles of the current one.

    `memory_mb` bounds what is held before a segment is written; `processes` None means one per core. `progress` is
    called with the number of articles indexed so far. `keep` former generations stay. Where another writer is at work,
    it is waited for `wait` seconds. Raises IndexLocked, IndexNotWritten.
    """

    def __init__(
        self,
        path: Path,
        memory_mb: int = 1024,
        processes: int | None = None,
        update: bool = False,
        progress: Callable[[int], None] | None = None,
        keep: int = KEEP,
        wait: float = 0.0,
    ) -> None:
        self._path, self._progress, self._keep = path, progress, keep
        self._limit = (memory_mb << 20) // 2  # writing a segment takes about as much again as holding it
        self._processes = processes or os.cpu_count() or 1
        self._lock = generations.WriterLock(path, wait)
        try:
            generations.clear(path)
            self._former = self._open_former() if update else None
            with disk.writing(path):
                self._folder = generations.create(path)
                self._storage = FileStorage(str(self._folder))
                self._segments = self._linked()
        except BaseException:
            self._lock.release()
            raise
        self._notes: dict[str, bytes] = {}
        self._built: WhooshEngine | None = None
        self._plan = Plan(
            manifest.whoosh_schema(), schema.WORD_FIELDS, schema.ZONES, tuple(f.name for f in schema.FIELDS if f.facet)
        )
        self._waiting: list[Article] = []
        self._pool: ProcessPoolExecutor | None = None
        self._futures: deque[Future[Piece]] = deque()
        self._assembly = Assembly(self._plan)
        self._begun = len(self._segments)  # segments before the first new one
        self._numbers: dict[str, int] = {}  # of the articles added, in order
        self._replaced: set[int] = set()
        self._added = self._done = 0

    def _open_former(self) -> Snapshot | None:
        try:
            return Snapshot(generations.current(self._path))
        except IndexMissing:
            return None

    def _linked(self) -> list[ArraySegment]:
        """The segments of the generation before, in the new folder."""
        if self._former is None:
            return []
        held = manifest.segments(self._former.manifest)
        former = generations.current(self._path)
        for segment in held:
            name = place(self._storage, segment).name
            disk.link(former / name, self._folder / name)
        return held

    def add(self, articles: Iterable[Article]) -> int:
        """Take articles in; one whose id is there already replaces it. Returns how many."""
        before = self._added
        for article in articles:
            self.remove((article.id,))
            self._numbers[article.id] = self._added
            self._added += 1
            self._waiting.append(article)
            if len(self._waiting) >= CHUNK:
                self._submit()
        return self._added - before

    def remove(self, article_ids: Iterable[str]) -> int:
        """Leave these articles out of the new generation. Returns how many were there."""
        count = 0
        for article_id in article_ids:
            number = self._numbers.pop(article_id, None)
            if number is not None:
                self._replaced.add(number)
                count += 1
                continue
            found = self._former.number(article_id) if self._former else None
            if found and not self._segments[found[0]].is_deleted(found[1]):
                self._segments[found[0]].delete_document(found[1])
                count += 1
        return count

    def _submit(self) -> None:
        if not self._plan.learnt.order and not self._done and not self._futures:
            learnt = stored.train([article.to_stored() for article in self._waiting])
            self._plan = Plan(self._plan.schema, self._plan.words, self._plan.zones, self._plan.facets, learnt)
            self._assembly = Assembly(self._plan)
        if self._processes == 1:
            self._take(entries.piece(self._waiting, self._plan))
        else:
            if self._pool is None:
                self._pool = workers.start(self._processes)
            self._futures.append(self._pool.submit(entries.piece, self._waiting, self._plan))
            while len(self._futures) > 2 * self._processes or (self._futures and self._futures[0].done()):
                self._take(workers.result(self._futures.popleft()))
        self._waiting = []

    def _take(self, piece: Piece) -> None:
        if self._assembly.documents and self._assembly.size + piece.size > self._limit:
            self._spill()
        self._assembly.add(piece)
        self._done += piece.documents
        if self._progress:
            self._progress(self._done)

    def _spill(self) -> None:
        segment = ArraySegment(manifest.INDEX, self._assembly.documents)
        with disk.writing(self._path):
            self._assembly.write(place(self._storage, segment))
        self._segments.append(segment)
        self._assembly = Assembly(self._plan)

    def note(self, name: str, data: bytes) -> None:
        """Leave bytes with the generation under a name of lower-case letters; `Engine.note` gives them back."""
        self._notes[name] = data

    def verify(self) -> WhooshEngine:
        """Write everything to disk and verify it; the new generation, open, before readers see it."""
        if self._built is None:
            with disk.writing(self._path):
                self._write()
            self._built = WhooshEngine(self._path, folder=self._folder)
        return self._built

    def _write(self) -> None:
        self._finish()
        self._drop_replaced()
        self._merge()
        self._name()
        # Segments of the former generation were verified when they were written.
        known = self._former.manifest.files if self._former else {}
        known = {name: stamp for name, stamp in known.items() if name.endswith(EXTENSION)}
        manifest.write(self._folder, datetime.datetime.now(datetime.UTC), self._segments, known, self._notes)
        manifest.verify(self._folder, known)
        self._folder = generations.finish(self._folder)

    def _name(self) -> None:
        """Call each new segment by its content; one of which nothing is left goes."""
        used = {row["id"] for row in self._former.manifest.segments} if self._former else set()
        kept = [segment for segment in self._segments if segment.doc_count()]
        for segment in self._segments:
            path = place(self._storage, segment)
            if not segment.doc_count():
                path.unlink()
            elif segment.segid not in used:
                segment.segid = manifest.content_id(path, used)
                used.add(segment.segid)
                path.replace(place(self._storage, segment))
        self._segments = kept

    def switch(self) -> IndexInfo:
        """Write everything to disk, verify it, and make it the generation that readers open."""
        info = self.verify().info()
        with disk.writing(self._path):
            generations.point(self._path, self._folder)
        generations.prune(self._path, self._keep)
        self._lock.release()
        return info

    def _finish(self) -> None:
        """Everything taken in, as segments."""
        if self._waiting and self._pool is None:
            self._processes = 1  # a small build is done before another process would have started
        if self._waiting:
            self._submit()
        while self._futures:
            self._take(workers.result(self._futures.popleft()))
        if self._pool:
            self._pool.shutdown()
            self._pool = None
        if self._assembly.documents:
            self._spill()

    def _drop_replaced(self) -> None:
        """Delete from the new segments what was given again later."""
        first = 0
        for segment in self._segments[self._begun :]:
            for number in range(first, first + segment.doc_count_all()):
                if number in self._replaced:
                    segment.delete_document(number - first)
            first += segment.doc_count_all()

    def _merge(self) -> None:
        """Make what was written, and what is small, one segment: each costs every search a little."""
        small = tiers.chosen(self._segments, len(self._segments) - self._begun)
        if not small:
            return
        merged = ArraySegment(manifest.INDEX)
        held = [(open_segment(place(self._storage, segment)), segment.deleted_docs()) for segment in small]
        path = place(self._storage, merged)
        merged.set_doc_count(merge.merge(path, held, self._plan.schema, entries.zones))
        self._segments = [segment for segment in self._segments if segment not in small] + [merged]
        del held
        for segment in small:
            place(self._storage, segment).unlink(missing_ok=True)

    def abandon(self) -> None:
        """Throw the unfinished generation away; the one that readers use stays."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        if not generations.is_current(self._path, self._folder):
            generations.remove(self._folder)
        self._lock.release()
