"""How many work at the same time: some more may wait a moment, the others are sent away at once."""

from __future__ import annotations

import threading

from searchapp.params import translatable
from searchapp.sentences import ReaderError


class Overloaded(ReaderError):
    """More is asked for than can be answered now; `seconds` is when to try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(translatable("现在访问的人太多，请过几秒再试。"))
        self.seconds = seconds


class Gate:
    """Lets `places` in; up to `waiting` more stand before it, each at most `patience` seconds."""

    def __init__(self, places: int, waiting: int, patience: float) -> None:
        self._places = threading.BoundedSemaphore(places)
        self._queue = threading.BoundedSemaphore(waiting) if waiting else None
        self._patience = patience

    def enter(self) -> None:
        """Take a place. Raises Overloaded where too many wait, or the wait is over."""
        if self._places.acquire(blocking=False):
            return
        if self._queue is None or not self._queue.acquire(blocking=False):
            raise Overloaded(max(1, round(self._patience)))
        try:
            if not self._places.acquire(timeout=self._patience):
                raise Overloaded(max(1, round(self._patience)))
        finally:
            self._queue.release()

    def leave(self) -> None:
        """Give the place back."""
        self._places.release()
