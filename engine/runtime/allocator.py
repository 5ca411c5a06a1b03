"""Memory release by the allocator of the GNU C library; a no-op on other systems."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from functools import cache

M_ARENA_MAX = -8  # of malloc.h
ARENAS = 1  # shared by all threads: in other arenas malloc_trim frees only whole pages between used blocks


@cache
def _library() -> ctypes.CDLL | None:
    if sys.platform != "linux":
        return None
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        if library.mallopt and library.malloc_trim:
            return library
    return None


@cache
def prepare() -> None:
    """Make all threads share one arena. Call once per process, before its threads start working."""
    if library := _library():
        library.mallopt(M_ARENA_MAX, ARENAS)


def trim() -> None:
    """Return free heap memory to the system; takes a few milliseconds."""
    if library := _library():
        library.malloc_trim(0)
