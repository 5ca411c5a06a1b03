"""How much memory stays after queries: files of the index that stay mapped, and what the allocator keeps."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from engine.backends.whoosh.arrays.array_file import ArrayFile
from engine.runtime import allocator

PAUSE = 1.0  # seconds from one look to the next; a look takes some microseconds
# Bytes of the process; what is let go stays in the system's cache, and costs a fault to map again.
MAX_RESIDENT_BYTES = 340 << 20
MIN_MAPPED_BYTES = 64 << 20  # bytes of files that stay mapped however large the rest of the process is
SLACK = 64 << 20  # bytes above what stayed the last time, from which on freed memory is given back at once
RESTING = 30.0  # seconds after which it is given back anyway
_STATM = Path("/proc/self/statm")  # "12345 6789 4321 …": all pages, those in memory, those of them that are of files


class PageCache:
    """Lets go of what queries have read of `files` and of memory that they freed.

    Safe to use from several threads; does nothing without /proc.
    """

    def __init__(self, files: Sequence[ArrayFile]) -> None:
        self._files, self._next, self._rested = files, 0.0, 0.0
        self._stayed = 0  # bytes, not of files, the last time
        self._page = os.sysconf("SC_PAGE_SIZE") if _STATM.exists() else 0

    def check(self) -> None:
        """Called with each query."""
        now = time.monotonic()
        if now < self._next or not self._page:
            return
        self._next = now + PAUSE
        own, mapped = self._bytes()
        if own > self._stayed + SLACK or now > self._rested + RESTING:
            allocator.trim()
            self._stayed, mapped = self._bytes()
            self._rested = now
        if own + mapped > MAX_RESIDENT_BYTES and mapped > MIN_MAPPED_BYTES:
            for file in self._files:
                file.let_go()

    def _bytes(self) -> tuple[int, int]:
        """Bytes of the process in memory: its own, and of files."""
        resident, mapped = (int(part) * self._page for part in _STATM.read_text(encoding="ascii").split()[1:3])
        return resident - mapped, mapped
