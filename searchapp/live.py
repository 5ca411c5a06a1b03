"""The index as it is now: one open engine, exchanged for a newer one while readers go on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from engine.backend import Engine, IndexInfo
from engine.errors import SearchError
from engine.factory import index_version, open_engine
from engine.parser import read
from engine.query import Request

_log = logging.getLogger(__name__)
# Seconds until a generation that could not be opened is tried again, and between two looks for a new one.
RETRY, PAUSE = 5.0, 1.0


@dataclass
class Lease:
    """An open engine with what it holds; `readers` counts the requests that use it now."""

    engine: Engine
    info: IndexInfo
    version: Hashable
    readers: int = 0


class LiveIndex:
    """Lends the engine of the newest generation; the former one is closed when its last reader gives it back."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._lease: Lease | None = None
        self._refused: tuple[Hashable, float] = ((), 0.0)

    @contextmanager
    def borrow(self) -> Iterator[Lease]:
        """The engine for one request, the same from its beginning to its end.

        Raises IndexMissing, IndexVersionError, IndexDamaged where nothing can be opened; a newer generation that
        cannot be opened is logged, and readers keep the one they have.
        """
        lease = self._take()
        try:
            yield lease
        finally:
            with self._lock:
                lease.readers -= 1
                done = lease.readers == 0 and lease is not self._lease
            if done:
                lease.engine.close()

    def close(self) -> None:
        """Close the engine, at once or when its last reader gives it back; a later borrower opens anew."""
        with self._lock:
            self._retire(None)

    def keep_warm(self, stop: threading.Event) -> None:
        """Until `stop` is set, look for a new generation and ask it what takes long to answer for the first time."""
        warm: Hashable = None
        while not stop.is_set():
            try:
                with self.borrow() as lease:
                    if lease.version != warm:
                        _ask_all(lease.engine)
                        warm = lease.version
            except SearchError as error:
                _log.info("There is nothing to keep warm: %s", error)
            stop.wait(PAUSE)

    def _take(self) -> Lease:
        version = index_version(self._url)
        while True:
            with self._lock:
                lease = self._lease
                # While one thread opens the new generation the others go on with the old one.
                if lease and (lease.version == version or self._opening.locked() or self._is_refused(version)):
                    lease.readers += 1
                    return lease
            with self._opening:
                self._move_to(version)

    def _move_to(self, version: Hashable) -> None:
        with self._lock:
            if self._lease and self._lease.version == version:
                return
        try:
            engine = open_engine(self._url, follow=False)
        except SearchError as error:
            with self._lock:
                if self._lease is None:
                    raise
                self._refused = (version, time.monotonic() + RETRY)
            _log.warning("The newer index cannot be opened, the old one stays in use: %s", error)
            return
        lease = Lease(engine, engine.info(), version)
        with self._lock:
            self._retire(lease)

    def _is_refused(self, version: Hashable) -> bool:
        refused, until = self._refused
        return refused == version and time.monotonic() < until

    def _retire(self, successor: Lease | None) -> None:
        former, self._lease = self._lease, successor
        if former and former.readers == 0:
            former.engine.close()


def _ask_all(engine: Engine) -> None:
    """A query, a completion and a correction: each loads what it needs when it is first asked for."""
    query = read("新闻").query
    engine.search(Request(query))
    engine.suggest("xinwen")
    engine.correct(query)
