"""The allocator of the GNU C library, asked to give memory back to the system; elsewhere nothing is done."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from functools import cache

M_ARENA_MAX = -8  # of malloc.h
ARENAS = 1  # heaps for all threads: of any but the first one malloc_trim gives back only what lies between used blocks


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
    """Have threads share a heap; once for the process, before its threads work."""
    if library := _library():
        library.mallopt(M_ARENA_MAX, ARENAS)


def trim() -> None:
    """Give back what is free in the heaps; takes some milliseconds."""
    if library := _library():
        library.malloc_trim(0)
