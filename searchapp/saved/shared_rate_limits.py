"""Request counts by address in a file that the processes of one server map, as a storage for Flask-Limiter."""

from __future__ import annotations

import hashlib
import mmap
import os
import struct
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from limits.storage import SlidingWindowCounterSupport, Storage

if sys.platform != "win32":
    import fcntl

SCHEME = "zhenwen-processes"
# Digest of the key, seconds at the start of the window, requests in it, requests in the one before.
_ENTRY = struct.Struct("<16sdII")
# An address has its place in one row of entries; where all are taken, the one counted longest ago is forgotten.
_ROWS, _ROW_ENTRIES = 8192, 8
_MAX_COUNT = (1 << 32) - 1


class _Count(NamedTuple):
    """Requests of one key: `many` in the window that began at `began`, `before` in the previous one."""

    began: float
    many: int
    before: int


def create(file: Path) -> None:
    """Create the file, without counts."""
    file.write_bytes(bytes(_ROWS * _ROW_ENTRIES * _ENTRY.size))


class SharedRateLimits(Storage, SlidingWindowCounterSupport):
    """Sliding windows in a file of fixed size. A process that is killed while it counts leaves no lock behind."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  # as the base class has it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions)
        self._file = os.open(options["file"], os.O_RDWR)  # as long as the process
        self._table = mmap.mmap(self._file, 0)
        self._lock = threading.Lock()

    @property
    def base_exceptions(self) -> type[Exception]:
        """Exceptions of the storage."""
        return OSError

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a request and return True, unless it exceeds the limit."""
        with self._alone():
            place, count = self._find(key)
            now = time.monotonic()
            count = _moved(count, now, expiry)
            if amount + count.before * (1 - (now - count.began) / expiry) + count.many > limit:
                return False
            many = min(count.many + amount, _MAX_COUNT)
            _ENTRY.pack_into(self._table, place, _digest(key), count.began, many, count.before)
            return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return the count of the previous window and its remaining seconds, then those of the current window."""
        with self._alone():
            _, count = self._find(key)
        now = time.monotonic()
        count = _moved(count, now, expiry)
        rest = expiry - (now - count.began)
        return count.before, max(0.0, rest if count.before else 0.0), count.many, rest + expiry if count.many else 0.0

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Delete the count of an address."""
        del expiry
        self.clear(key)

    def clear(self, key: str) -> None:
        """Delete the count of an address."""
        with self._alone():
            place, _ = self._find(key)
            self._table[place : place + _ENTRY.size] = bytes(_ENTRY.size)

    def reset(self) -> int | None:
        """Delete all counts."""
        with self._alone():
            self._table[:] = bytes(len(self._table))
        return None

    def check(self) -> bool:
        """Return whether counting works."""
        return len(self._table) > 0

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count requests without a limit."""
        self.acquire_sliding_window_entry(key, _MAX_COUNT, expiry, amount)
        return self.get(key)

    def get(self, key: str) -> int:
        """Return the count of the current window."""
        with self._alone():
            return self._find(key)[1].many

    def get_expiry(self, key: str) -> float:
        """Return the start of that window, in seconds since 1970."""
        with self._alone():
            return self._find(key)[1].began - time.monotonic() + time.time()

    def _find(self, key: str) -> tuple[int, _Count]:
        """Return the place of the entry of a key and its count; of a new key a place to put it."""
        digest = _digest(key)
        first = int.from_bytes(digest[:4], "little") % _ROWS * _ROW_ENTRIES * _ENTRY.size
        stalest, since = first, float("inf")
        for place in range(first, first + _ROW_ENTRIES * _ENTRY.size, _ENTRY.size):
            name, began, many, before = _ENTRY.unpack_from(self._table, place)
            if name == digest:
                return place, _Count(began, many, before)
            if began < since:
                stalest, since = place, began
        return stalest, _Count(float("-inf"), 0, 0)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock against threads and processes; where files have no such lock, only against threads."""
        with self._lock:
            if sys.platform == "win32":
                yield
                return
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)


def _digest(key: str) -> bytes:
    return hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _moved(count: _Count, now: float, expiry: int) -> _Count:
    """Return the count with its windows moved on to this moment."""
    age = (now - count.began) / expiry
    if age < 1:
        return count
    return _Count(count.began + expiry, 0, count.many) if age < 2 else _Count(now, 0, 0)
