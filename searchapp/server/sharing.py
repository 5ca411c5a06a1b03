"""Fair shares by address: none may hold more of what there is than it leaves to the others."""

from __future__ import annotations

import threading
from collections import Counter


class FairShares:
    """Places that readers hold: one more is given to a reader who holds fewer than are free.

    A single reader gets half of the places, a second one half of the rest, and so on, so that the next one always
    finds a place (dynamic thresholds; Choudhury and Hahne 1998). Safe with several threads.
    """

    def __init__(self, places: int) -> None:
        self.free = places
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    def fits(self, reader: str) -> bool:
        """Whether `take` would give this reader a place now."""
        return self.held(reader) < self.free

    def take(self, reader: str, shared: bool = True) -> bool:
        """Give the reader a place; with `shared` False as long as any is free."""
        with self._lock:
            if not (self.fits(reader) if shared else self.free > 0):
                return False
            self._held[reader] += 1
            self.free -= 1
            return True

    def give(self, reader: str) -> None:
        """Take a place back."""
        with self._lock:
            self.free += 1
            self._held[reader] -= 1
            if not self._held[reader]:
                del self._held[reader]

    def held(self, reader: str) -> int:
        """Places of this reader."""
        return self._held.get(reader, 0)
