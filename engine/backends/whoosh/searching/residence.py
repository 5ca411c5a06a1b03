"""How much memory stays after queries: files of the index that stay mapped, and what the allocator keeps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from engine import allocator
from engine.backends.whoosh.segment.arrays import Arrays

EVERY = 32  # queries from one look to the next; a look takes some microseconds
MOST = 340 << 20  # bytes of the process; what is let go stays in the system's cache, and costs a fault to map again
LEAST = 64 << 20  # bytes of files that stay mapped however large the rest of the process is
_STATE = Path("/proc/self/statm")  # "12345 6789 4321 …": all pages, those in memory, those of them that are of files


class Residence:
    """Lets go of what queries have read of `files` and of memory that they freed.

    Safe to use from several threads; does nothing without /proc.
    """

    def __init__(self, files: Sequence[Arrays]) -> None:
        self._files, self._turns = files, count(1)
        allocator.prepare()
        self._page = os.sysconf("SC_PAGE_SIZE") if _STATE.exists() else 0

    def look(self) -> None:
        """Called with each query."""
        if next(self._turns) % EVERY or not self._page:
            return
        resident, mapped = (int(part) * self._page for part in _STATE.read_text(encoding="ascii").split()[1:3])
        if resident <= MOST:
            return
        allocator.trim()
        if mapped > LEAST:
            for file in self._files:
                file.let_go()
