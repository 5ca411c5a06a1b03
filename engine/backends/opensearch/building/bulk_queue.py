"""Queue that converts articles to bulk operations in chunks, in several processes, keeping their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor

from engine import schema
from engine.article import Article
from engine.backends.opensearch.building import bulk_requests
from engine.runtime import workers
from engine.suggest.pair_counts import PairTally

CHUNK_ARTICLES = 200  # articles that a worker process takes at a time
MIN_PARALLEL_ARTICLES = 2000  # articles from which worker processes are started


class BulkQueue:
    """Passes operations to `send`, numbered from `first`; `progress` is called with the number of articles sent.

    The characters of the articles are counted in `pairs` on the way.
    """

    def __init__(
        self,
        send: Callable[[list[bulk_requests.Operation]], None],
        first: int,
        processes: int,
        pairs: PairTally,
        progress: Callable[[int], None] | None = None,
        user_words: tuple[str, ...] = (),
    ) -> None:
        self._user_words = user_words
        self.added, self.next, self.pairs = 0, first, pairs
        self._send, self._processes, self._progress = send, processes, progress
        self._waiting: list[Article] = []
        self._pool: ProcessPoolExecutor | None = None
        self._made: deque[Future[list[bulk_requests.Operation]]] = deque()
        self._sent = 0

    def add(self, article: Article) -> None:
        """Add an article."""
        self.added += 1
        self._waiting.append(article)
        self.pairs.add(text for _, text in schema.texts(article))
        if len(self._waiting) >= CHUNK_ARTICLES:
            self._submit()

    def numbers(self, count: int) -> range:
        """Reserve `count` numbers, following those of all articles so far, for operations made elsewhere."""
        self.flush()
        reserved = range(self.next, self.next + count)
        self.next = reserved.stop
        return reserved

    def _submit(self) -> None:
        chunk, self._waiting = self._waiting, []
        first, self.next = self.next, self.next + len(chunk)
        if self._processes == 1 or (self._pool is None and self.added < MIN_PARALLEL_ARTICLES):
            self._take(bulk_requests.index_operations(chunk, first, self._user_words))
            return
        if self._pool is None:
            self._pool = workers.start_pool(self._processes)
        self._made.append(self._pool.submit(bulk_requests.index_operations, chunk, first, self._user_words))
        while len(self._made) > 2 * self._processes or (self._made and self._made[0].done()):
            self._take(workers.await_result(self._made.popleft()))

    def _take(self, operations: list[bulk_requests.Operation]) -> None:
        self._send(operations)
        self._sent += len(operations)
        if self._progress:
            self._progress(self._sent)

    def flush(self) -> None:
        """Send all articles added so far."""
        if self._waiting:
            self._submit()
        while self._made:
            self._take(workers.await_result(self._made.popleft()))

    def stop(self) -> None:
        """Shut down the worker processes."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
