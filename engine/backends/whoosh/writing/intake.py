"""Articles on their way into a segment: made into pieces chunk by chunk, in several processes."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

from engine import analysis, workers
from engine.article import Article
from engine.backends.whoosh.segment import stored
from engine.backends.whoosh.writing import entries, pieces
from engine.backends.whoosh.writing.assembly import Assembly
from engine.backends.whoosh.writing.pieces import Plan
from engine.backends.whoosh.writing.sources import Source

CHUNK = 2000  # articles of a piece, or what memory has room for
FIRST = 1000  # of the first pieces, so that all processes have their share of a small build
TAUGHT = 1000  # articles that teach what stored ones have in common


class Intake:
    """Takes articles, each with a number from 0 in their order. Pieces wait in `folder`."""

    def __init__(
        self, plan: Plan, folder: Path, memory_mb: int, processes: int, progress: Callable[[int], None] | None = None
    ) -> None:
        self._plan, self._folder, self._processes, self._progress = plan, folder, processes, progress
        self._memory = memory_mb << 20
        self._letters = pieces.letters(self._memory // (processes + 1))
        self._waiting: list[Article] = []
        self._size = 0
        self._pool: ProcessPoolExecutor | None = None
        self._futures: deque[tuple[Path, Future[int]]] = deque()
        self._assembly: Assembly | None = None
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
        if len(self._waiting) >= min(CHUNK, max(FIRST, self._added // 10)) or self._size > self._letters:
            self._submit()

    def remove(self, article_id: str) -> bool:
        """Take an article back; whether it was there."""
        number = self._numbers.pop(article_id, None)
        if number is None:
            return False
        self._gone.add(number)
        return True

    def _begin(self) -> Assembly:
        """Called with the first chunk, from which is learnt how to store them all."""
        if not self._plan.learnt.order:
            learnt = stored.train([article.to_stored() for article in self._waiting[:TAUGHT]])
            self._plan = replace(self._plan, learnt=learnt)
        return Assembly(self._plan, self._folder, self._memory)

    def _submit(self) -> None:
        if self._assembly is None:
            self._assembly = self._begin()
        if self._processes == 1:
            piece = entries.piece(self._waiting, self._plan)
            self._assembly.add(piece)
            self._tell(piece.documents)
        else:
            if self._pool is None:
                self._pool = workers.start(self._processes, partial(analysis.add_words, analysis.taught()))
            path = self._folder / f"{self._added}.piece"
            task = self._pool.submit(entries.piece_file, self._waiting, self._plan, path)
            self._futures.append((path, task))
            while len(self._futures) > 2 * self._processes or (self._futures and self._futures[0][1].done()):
                self._take()
        self._waiting, self._size = [], 0

    def _take(self) -> None:
        assert self._assembly
        path, future = self._futures.popleft()
        documents = workers.result(future)
        self._assembly.add_file(path, documents)
        self._tell(documents)

    def _tell(self, documents: int) -> None:
        self._done += documents
        if self._progress:
            self._progress(self._done)

    def write(self, path: Path, former: Sequence[tuple[Source, Collection[int]]]) -> int:
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
