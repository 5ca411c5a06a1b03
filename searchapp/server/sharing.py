"""Fair sharing of places by address."""

from __future__ import annotations

import threading
from collections import Counter


class FairShares:
    """Places held by readers; a reader gets another one only while holding fewer than are free.

    A single reader gets half of the places, a second one half of the rest, and so on, so that the next reader always
    finds a place (dynamic thresholds; Choudhury and Hahne 1998). Thread-safe.
    """

    def __init__(self, places: int) -> None:
        self.free = places
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def fits(self, reader: str) -> bool:
        """Return whether `take` would give this reader a place now."""
        return self.held(reader) < self.free

    def take(self, reader: str, shared: bool = True) -> bool:
        """Give the reader a place and return whether there was one; with `shared` False any free place will do."""
        with self._lock:
            if not (self.fits(reader) if shared else self.free > 0):
                return False
            self._held[reader] += 1
            self.free -= 1
            return True

    def give(self, reader: str) -> None:
        """Release a place of the reader."""
        with self._lock:
            self.free += 1
            self._held[reader] -= 1
            if not self._held[reader]:
                del self._held[reader]

    def held(self, reader: str) -> int:
        """Return the number of places that this reader has."""
        return self._held.get(reader, 0)
