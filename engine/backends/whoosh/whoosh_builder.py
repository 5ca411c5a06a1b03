"""Builder of an index generation: articles segmented in worker processes, segments written in bulk."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from whoosh.filedb.filestore import FileStorage

from engine import schema
from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh.arrays import durable_files
from engine.backends.whoosh.codec.array_codec import ArraySegment, segment_path
from engine.backends.whoosh.generation_searcher import GenerationSearcher
from engine.backends.whoosh.generations import generation_folders, manifest, title_tables
from engine.backends.whoosh.segment.segment_arrays import EXTENSION, SegmentArrays, open_segment
from engine.backends.whoosh.segment.stored_documents import CompressionModel
from engine.backends.whoosh.writing import merge_policy
from engine.backends.whoosh.writing.ingest_queue import IngestQueue
from engine.backends.whoosh.writing.partial_segments import IndexLayout
from engine.backends.whoosh.writing.segment_source import SegmentSource
from engine.errors import IndexMissing
from engine.messages import Message
from engine.vocabulary import Vocabulary

KEPT_GENERATIONS = 2  # former generations kept besides the current one


class WhooshBuilder:
    """Writes one new generation below `path`; with `update` it starts from the articles of the current one.

    Beyond `memory_mb` added articles are buffered in files and merged from there; `processes` None means one per core.
    `progress` is called with the number of articles indexed so far. `keep` former generations are kept. If another
    writer holds the lock, it is awaited for `wait` seconds. Raises IndexLocked, IndexNotWritten.
    """

    rejected: tuple[Message, ...] = ()  # an index in a folder accepts every article

    def __init__(
        self,
        path: Path,
        memory_mb: int = 1024,
        processes: int | None = None,
        update: bool = False,
        progress: Callable[[int], None] | None = None,
        keep: int = KEPT_GENERATIONS,
        wait: float = 0.0,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._path, self._progress, self._keep = path, progress, keep
        self._vocabulary = vocabulary or Vocabulary()
        self._lock = generation_folders.WriterLock(path, wait)
        try:
            generation_folders.clear(path)
            self._former = self._open_former() if update else None
            with durable_files.translate_os_errors(path):
                self._folder = generation_folders.create_draft(path)
                self._storage = FileStorage(str(self._folder))
                self._segments = self._linked()
        except BaseException:
            self._lock.release()
            raise
        self._notes: dict[str, bytes] = {}
        self._built: GenerationSearcher | None = None
        facets = tuple(field.name for field in schema.FIELDS if field.facet)
        plan = IndexLayout(
            manifest.whoosh_schema(), schema.WORD_FIELDS, schema.ZONES, facets, self._compression_model()
        )
        self._schema = plan.schema
        words = self._vocabulary.words
        self._intake = IngestQueue(plan, self._folder, memory_mb, processes or os.cpu_count() or 1, progress, words)

    def _compression_model(self) -> CompressionModel:
        """Return the compression model of the largest segment.

        With the same model stored articles need not be compressed again when segments are merged.
        """
        if not self._segments:
            return CompressionModel()
        largest = max(self._segments, key=lambda segment: segment.doc_count_all())
        return open_segment(segment_path(self._storage, largest)).stored.compression_model

    def _open_former(self) -> GenerationSearcher | None:
        try:
            return GenerationSearcher(generation_folders.current(self._path))
        except IndexMissing:
            return None

    def _linked(self) -> list[ArraySegment]:
        """Link the segments of the former generation into the new folder."""
        if self._former is None:
            return []
        segments = manifest.segments(self._former.manifest)
        former = generation_folders.current(self._path)
        for segment in segments:
            name = segment_path(self._storage, segment).name
            durable_files.link(former / name, self._folder / name)
        return segments

    def add(self, articles: Iterable[Article]) -> int:
        """Add articles; one with an existing id replaces the old article. Returns the number added."""
        count = 0
        for article in articles:
            self._delete(article.id)
            with durable_files.translate_os_errors(self._path):
                self._intake.add(article)
            count += 1
        return count

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove these articles from the new generation. Returns how many existed."""
        return sum(self._intake.remove(article_id) or self._delete(article_id) for article_id in article_ids)

    def _delete(self, article_id: str) -> bool:
        """Delete an article of the former generation; return True if it existed."""
        number = self._former.number(article_id) if self._former else None
        if not number or self._segments[number[0]].is_deleted(number[1]):
            return False
        self._segments[number[0]].delete_document(number[1])
        return True

    def note(self, name: str, data: bytes) -> None:
        """Save bytes with the generation under a name of lower-case letters, for `Engine.note`."""
        self._notes[name] = data

    def verify(self) -> GenerationSearcher:
        """Write everything to disk and verify it. Returns the new generation, open but not yet current."""
        if self._built is None:
            with durable_files.translate_os_errors(self._path):
                self._write()
            self._built = GenerationSearcher(self._folder, self._vocabulary)
        return self._built

    def _write(self) -> None:
        self._join()
        self._name()
        # Segments of the former generation were verified when they were written.
        known_files = self._former.manifest.files if self._former else {}
        known_files = {name: stamp for name, stamp in known_files.items() if name.endswith(EXTENSION)}
        now, others = datetime.datetime.now(datetime.UTC), [self._write_titles()] if self._segments else []
        manifest.write(self._folder, now, self._segments, known_files, self._notes, others)
        manifest.verify(self._folder, known_files)
        self._folder = generation_folders.finish_draft(self._folder)

    def _write_titles(self) -> str:
        title_tables.write(
            self._folder,
            {one.segid: open_segment(segment_path(self._storage, one)) for one in self._segments},
            self._former.titles if self._former else None,
        )
        return title_tables.FILE

    def _name(self) -> None:
        """Name each new segment by its content, and remove segments without live documents."""
        used = {row["id"] for row in self._former.manifest.segments} if self._former else set()
        non_empty = [segment for segment in self._segments if segment.doc_count()]
        for segment in self._segments:
            path = segment_path(self._storage, segment)
            if not segment.doc_count():
                path.unlink()
            elif segment.segid not in used:
                segment.segid = manifest.content_id(path, used)
                used.add(segment.segid)
                path.replace(segment_path(self._storage, segment))
        self._segments = non_empty

    def switch(self) -> IndexInfo:
        """Write everything to disk, verify it, and make it the generation that readers open."""
        info = self.verify().info()
        with durable_files.translate_os_errors(self._path):
            generation_folders.write_pointer(self._path, self._folder)
        generation_folders.prune(self._path, self._keep)
        self._lock.release()
        return info

    def _join(self) -> None:
        """Write added articles as a segment, merged with small and mostly deleted ones, which slow down searches."""
        alive = [segment for segment in self._segments if segment.doc_count()]
        joined = merge_policy.segments_to_merge(alive, len(self._intake))
        if not joined and not len(self._intake):
            return
        array_segment = ArraySegment(manifest.INDEX_NAME)
        former = [(SegmentSource(self._sound(old)), old.deleted_docs()) for old in joined]
        array_segment.set_doc_count(self._intake.write(segment_path(self._storage, array_segment), former))
        del former
        for old in joined:
            segment_path(self._storage, old).unlink()
        self._segments = [segment for segment in self._segments if segment not in joined] + [array_segment]

    def _sound(self, old: ArraySegment) -> SegmentArrays:
        """Return a segment of the former generation after verifying every byte, so that damage is not copied.

        Raises IndexDamaged.
        """
        segment = open_segment(segment_path(self._storage, old))
        segment.arrays.verify()
        return segment

    def abandon(self) -> None:
        """Discard the unfinished generation; readers keep the current one."""
        self._intake.stop()
        if not generation_folders.is_current(self._path, self._folder):
            generation_folders.remove(self._folder)
        self._lock.release()
