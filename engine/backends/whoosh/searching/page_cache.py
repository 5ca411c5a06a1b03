"""Cap on memory that stays resident after queries: mapped index pages and the allocator's free memory."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

from engine.backends.whoosh.arrays.array_file import ArrayFile
from engine.runtime import allocator

PAUSE = 1.0  # seconds between two checks; a check takes a few microseconds
MIN_MAPPED_BYTES = 64 << 20  # bytes of files that stay mapped, however large the rest of the process is
SLACK = 64 << 20  # bytes of growth since the last trim from which freed memory is returned at once
RESTING = 30.0  # seconds after which it is returned in any case
_STATM = Path("/proc/self/statm")  # "12345 6789 4321 …": all pages, resident pages, resident pages of files


class PageCache:
    """Releases pages of `files` that queries have read, and memory that they freed.

    Beyond `resident_mb` of the process mapped pages are released; they stay in the system's cache, and mapping one
    again costs a page fault. Safe to use from several threads; does nothing without /proc.
    """

    def __init__(self, files: Sequence[ArrayFile], resident_mb: int) -> None:
        self._files, self._next, self._rested = files, 0.0, 0.0
        self._most = resident_mb << 20
        self._stayed = 0  # resident bytes other than of files after the last trim
        self._page = os.sysconf("SC_PAGE_SIZE") if _STATM.exists() else 0

    def check(self) -> None:
        """Release memory if a limit is exceeded; to be called with each query."""
        now = time.monotonic()
        if now < self._next or not self._page:
            return
        self._next = now + PAUSE
        own, mapped = self._bytes()
        if own > self._stayed + SLACK or now > self._rested + RESTING:
            allocator.trim()
            self._stayed, mapped = self._bytes()
            self._rested = now
        if own + mapped > self._most and mapped > MIN_MAPPED_BYTES:
            for file in self._files:
                file.let_go()

    def _bytes(self) -> tuple[int, int]:
        """Return the resident bytes of the process: its own, and of mapped files."""
        resident, mapped = (int(part) * self._page for part in _STATM.read_text(encoding="ascii").split()[1:3])
        return resident - mapped, mapped
