"""Concurrent readers that search continuously in the background and record their answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.backend import Engine
from engine.errors import SearchError
from engine.query.tree import Request


@dataclass
class Searched:
    """Results of the readers: seconds of each search, wrong totals, and failures by message."""

    seconds: list[float] = field(default_factory=list)
    wrong: int = 0
    failures: list[str] = field(default_factory=list)

    @property
    def longest(self) -> float:
        """Return the seconds of the slowest search."""
        return max(self.seconds, default=0.0)


class Readers:
    """Threads that repeat the same requests to one engine; used as a context manager."""

    def __init__(self, engine: Engine, requests: Sequence[Request], count: int = 2) -> None:
        self._engine, self._requests = engine, requests
        self._totals = [engine.search(request).total for request in requests]
        self._stop = threading.Event()
        self.matched_query = Searched()
        self._threads = [threading.Thread(target=self._read, args=(place,), daemon=True) for place in range(count)]

    def _read(self, place: int) -> None:
        while not self._stop.is_set():
            place = (place + 1) % len(self._requests)
            begun = time.monotonic()
            try:
                total = self._engine.search(self._requests[place]).total
                self.matched_query.wrong += total != self._totals[place]
            except SearchError as error:
                self.matched_query.failures.append(str(error))
            self.matched_query.seconds.append(time.monotonic() - begun)

    def __enter__(self) -> Readers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()
