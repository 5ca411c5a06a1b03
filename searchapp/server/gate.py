"""Admission control: worker places shared fairly by address, a short queue, and immediate refusal beyond it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from engine.messages import translatable
from searchapp.request.reader_errors import TOO_MANY_REQUESTS, Overloaded
from searchapp.server.sharing import FairShares

OWN_SHARE_MESSAGE = translatable(
    "Too many requests came from your network at the same time. "
    "Let the earlier ones finish and try again in a few seconds."
)


@dataclass(eq=False)
class _Waiting:
    reader: str
    admitted: threading.Event = field(default_factory=threading.Event)


class AdmissionGate:
    """Admits up to `places` requests at once; up to `waiting` more queue, each for at most `patience` seconds.

    Both are shared by reader. Among those that queue, the reader with the fewest places is next; ties go by arrival.
    """

    def __init__(self, places: int, waiting: int, patience: float) -> None:
        self._places, self._queue = FairShares(places), FairShares(waiting)
        self._line: list[_Waiting] = []
        self._lock = threading.Lock()
        self._patience = patience

    def enter(self, reader: str) -> None:
        """Take a place. Raises Overloaded if the queue is full or the wait times out."""
        with self._lock:
            # A queued request that could have this place has it already.
            if self._places.take(reader):
                return
            if not self._queue.take(reader):
                raise self._overloaded(reader)
            one = _Waiting(reader)
            self._line.append(one)
        one.admitted.wait(self._patience)
        with self._lock:
            if not one.admitted.is_set():
                self._line.remove(one)
                self._queue.give(reader)
                raise self._overloaded(reader)

    def leave(self, reader: str) -> None:
        """Release the place and admit queued requests that now fit."""
        with self._lock:
            self._places.give(reader)
            while fitting := [one for one in self._line if self._places.fits(one.reader)]:
                best = min(fitting, key=lambda one: self._places.held(one.reader))
                self._places.take(best.reader)
                self._line.remove(best)
                self._queue.give(best.reader)
                best.admitted.set()

    def _overloaded(self, reader: str) -> Overloaded:
        own = self._places.free > 0 and self._places.held(reader) > 0
        return Overloaded(max(1, round(self._patience)), OWN_SHARE_MESSAGE if own else TOO_MANY_REQUESTS)
