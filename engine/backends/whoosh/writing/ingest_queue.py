"""Articles on their way into a segment: made into pieces chunk by chunk, in several processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine.article import Article
from engine.backends.whoosh.segment import stored_documents
from engine.backends.whoosh.writing import index_entries, partial_segments
from engine.backends.whoosh.writing.merge_source import MergeSource
from engine.backends.whoosh.writing.partial_segments import IndexLayout
from engine.backends.whoosh.writing.segment_builder import SegmentBuilder
from engine.runtime import workers
from engine.text import segmenter

CHUNK_ARTICLES = 2000  # articles of a piece, or what memory has room for
FIRST_CHUNK_ARTICLES = 1000  # of the first pieces, so that all processes have their share of a small build
TRAINING_ARTICLES = 1000  # articles that teach what stored ones have in common


class IngestQueue:
    """Takes articles, each with a number from 0 in their order. Pieces wait in `folder`."""

    def __init__(
        self,
        plan: IndexLayout,
        folder: Path,
        memory_mb: int,
        processes: int,
        progress: Callable[[int], None] | None = None,
    ) -> None:
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
        """How many articles there are, those taken back not counted."""
        return self._added - len(self._gone)

    def add(self, article: Article) -> None:
        """Take an article in; one with the same id is taken back."""
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
        """Take an article back; whether it was there."""
        number = self._numbers.pop(article_id, None)
        if number is None:
            return False
        self._gone.add(number)
        return True

    def _begin(self) -> SegmentBuilder:
        """Called with the first chunk, from which is learnt how to store them all."""
        if not self._plan.compression_model.order:
            learnt = stored_documents.train([article.to_stored() for article in self._waiting[:TRAINING_ARTICLES]])
            self._plan = replace(self._plan, compression_model=learnt)
        return SegmentBuilder(self._plan, self._folder, self._memory)

    def _submit(self) -> None:
        if self._assembly is None:
            self._assembly = self._begin()
        if self._processes == 1:
            piece = index_entries.build_partial_segment(self._waiting, self._plan)
            self._assembly.add(piece)
            self._tell(piece.documents)
        else:
            if self._pool is None:
                self._pool = workers.start_pool(
                    self._processes, partial(segmenter.install_user_words, segmenter.user_words_installed())
                )
            path = self._folder / f"{self._added}.piece"
            task = self._pool.submit(index_entries.write_partial_segment, self._waiting, self._plan, path)
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
        """Write all as a segment behind the documents of `former`, but those beside each; returns how many it has."""
        if self._waiting and self._pool is None:
            self._processes = 1  # a small build is done before another process would have started
        if self._waiting:
            self._submit()
        while self._futures:
            self._take()
        self.stop()
        self._assembly = self._assembly or self._begin()
        return self._assembly.write(path, former, self._gone)

    def stop(self) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
