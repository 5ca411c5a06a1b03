"""LRU cache for pure functions, bounded by memory in bytes rather than by number of entries."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import update_wrapper
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
ENTRY_BYTES = 200  # overhead of an entry, without its key and result
MIN_ENTRIES = 16  # entries of the largest cached size that fit within the limit


def footprint(value: Any) -> int:
    """Return the size in bytes of a value and its contents; shared objects are counted each time they occur."""
    size = sys.getsizeof(value)
    if isinstance(value, tuple | list | set | frozenset):
        return size + sum(map(footprint, value))
    if is_dataclass(value):
        return size + sum(footprint(getattr(value, field.name)) for field in fields(value))
    return size


class Bounded(Generic[Key, Result]):
    """A function of one argument with an LRU cache of its results. Thread-safe."""

    def __init__(self, function: Callable[[Key], Result], max_bytes: int, size: Callable[[Result], int]) -> None:
        self._function, self._most, self._size = function, max_bytes, size
        self._held: OrderedDict[Key, tuple[Result, int]] = OrderedDict()
        self._lock, self._total = threading.Lock(), 0
        update_wrapper(self, function)

    def __call__(self, key: Key) -> Result:
        """Return the cached result, or compute and cache it."""
        with self._lock:
            cached = self._held.get(key)
            if cached is not None:
                self._held.move_to_end(key)
                return cached[0]
        result = self._function(key)
        size = ENTRY_BYTES + self._size(result) + footprint(key)
        if size * MIN_ENTRIES <= self._most:
            with self._lock:
                self._total += size - self._held.pop(key, (result, 0))[1]
                self._held[key] = result, size
                while self._total > self._most:
                    self._total -= self._held.popitem(last=False)[1][1]
        return result

    @property
    def total(self) -> int:
        """Current size of the cache in bytes."""
        return self._total

    def cache_clear(self) -> None:
        """Remove all entries."""
        with self._lock:
            self._held.clear()
            self._total = 0


def bounded(
    max_bytes: int, size: Callable[[Any], int] = footprint
) -> Callable[[Callable[[Key], Result]], Bounded[Key, Result]]:
    """Decorate a function of one argument with a cache of at most `max_bytes`, arguments included.

    `size` returns the bytes of a result.
    """
    return lambda function: Bounded(function, max_bytes, size)
