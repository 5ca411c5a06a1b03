"""Queue that turns articles into partial segments, chunk by chunk, in several processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from engine.article import Article
from engine.backends.whoosh.segment import stored_documents
from engine.backends.whoosh.writing import index_entries, partial_segments
from engine.backends.whoosh.writing.merge_source import MergeSource
from engine.backends.whoosh.writing.partial_segments import IndexLayout
from engine.backends.whoosh.writing.segment_builder import SegmentBuilder
from engine.runtime import workers

CHUNK_ARTICLES = 2000  # articles of a partial segment, if memory permits
FIRST_CHUNK_ARTICLES = 1000  # articles of the first partial segments, so that a small build uses all processes
TRAINING_ARTICLES = 1000  # articles that train the compression model


class IngestQueue:
    """Numbers articles from 0 in order of addition. Partial segments are buffered in `folder`."""

    def __init__(
        self,
        plan: IndexLayout,
        folder: Path,
        memory_mb: int,
        processes: int,
        progress: Callable[[int], None] | None = None,
        user_words: tuple[str, ...] = (),
    ) -> None:
        self._user_words = user_words
        self._plan, self._folder, self._processes, self._progress = plan, folder, processes, progress
        self._memory = memory_mb << 20
        self._letters = partial_segments.part_letters(self._memory // (processes + 1))
        self._waiting: list[Article] = []
        self._size = 0
        self._pool: ProcessPoolExecutor | None = None
        self._futures: deque[tuple[Path, Future[int]]] = deque()
        self._assembly: SegmentBuilder | None = None
        self._numbers: dict[str, int] = {}
        self._gone: set[int] = set()
        self._added = self._done = 0

    def __len__(self) -> int:
        """Return the number of articles, excluding removed ones."""
        return self._added - len(self._gone)

    def add(self, article: Article) -> None:
        """Add an article; an earlier one with the same id is removed."""
        self.remove(article.id)
        self._numbers[article.id] = self._added
        self._added += 1
        self._waiting.append(article)
        self._size += len(article.body)
        if (
            len(self._waiting) >= min(CHUNK_ARTICLES, max(FIRST_CHUNK_ARTICLES, self._added // 10))
            or self._size > self._letters
        ):
            self._submit()

    def remove(self, article_id: str) -> bool:
        """Remove an article; return True if it was in the queue."""
        number = self._numbers.pop(article_id, None)
        if number is None:
            return False
        self._gone.add(number)
        return True

    def _begin(self) -> SegmentBuilder:
        """Create the segment builder; the first chunk trains the compression model if there is none."""
        if not self._plan.compression_model.order:
            learnt = stored_documents.train([article.to_stored() for article in self._waiting[:TRAINING_ARTICLES]])
            self._plan = replace(self._plan, compression_model=learnt)
        return SegmentBuilder(self._plan, self._folder, self._memory)

    def _submit(self) -> None:
        if self._assembly is None:
            self._assembly = self._begin()
        if self._processes == 1:
            piece = index_entries.build_partial_segment(self._waiting, self._plan, self._user_words)
            self._assembly.add(piece)
            self._tell(piece.documents)
        else:
            if self._pool is None:
                self._pool = workers.start_pool(self._processes)
            path = self._folder / f"{self._added}.piece"
            packed = index_entries.pack_articles(self._waiting)
            task = self._pool.submit(index_entries.write_partial_segment, packed, self._plan, path, self._user_words)
            self._futures.append((path, task))
            while len(self._futures) > 2 * self._processes or (self._futures and self._futures[0][1].done()):
                self._take()
        self._waiting, self._size = [], 0

    def _take(self) -> None:
        assert self._assembly
        path, future = self._futures.popleft()
        documents = workers.await_result(future)
        self._assembly.add_file(path, documents)
        self._tell(documents)

    def _tell(self, documents: int) -> None:
        self._done += documents
        if self._progress:
            self._progress(self._done)

    def write(self, path: Path, former: Sequence[tuple[MergeSource, Collection[int]]]) -> int:
        """Write a segment of the `former` sources and all added articles; return its number of documents.

        Each of the `former` sources is paired with its documents to omit.
        """
        if self._waiting and self._pool is None:
            self._processes = 1  # a small build finishes before worker processes would have started
        if self._waiting:
            self._submit()
        while self._futures:
            self._take()
        self.stop()
        self._assembly = self._assembly or self._begin()
        return self._assembly.write(path, former, self._gone)

    def stop(self) -> None:
        """Shut down the worker processes."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
