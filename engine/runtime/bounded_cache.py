"""Results of pure functions kept in memory, bounded by the bytes that they take and not by their number."""

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
ENTRY = 200  # bytes that an entry takes beside its key and its result
SHARE = 16  # what takes more than one in so many of the bytes is not kept


def footprint(value: Any) -> int:
    """Bytes of a value and of what it holds, counted again wherever it is held twice."""
    size = sys.getsizeof(value)
    if isinstance(value, tuple | list | set | frozenset):
        return size + sum(map(footprint, value))
    if is_dataclass(value):
        return size + sum(footprint(getattr(value, field.name)) for field in fields(value))
    return size


class Bounded(Generic[Key, Result]):
    """A function of one argument that keeps its latest results. Safe to use from several threads."""

    def __init__(self, function: Callable[[Key], Result], max_bytes: int, size: Callable[[Result], int]) -> None:
        self._function, self._most, self._size = function, max_bytes, size
        self._held: OrderedDict[Key, tuple[Result, int]] = OrderedDict()
        self._lock, self._total = threading.Lock(), 0
        update_wrapper(self, function)

    def __call__(self, key: Key) -> Result:
        """The result, kept or made."""
        with self._lock:
            cached = self._held.get(key)
            if cached is not None:
                self._held.move_to_end(key)
                return cached[0]
        result = self._function(key)
        size = ENTRY + self._size(result) + footprint(key)
        if size * SHARE <= self._most:
            with self._lock:
                self._total += size - self._held.pop(key, (result, 0))[1]
                self._held[key] = result, size
                while self._total > self._most:
                    self._total -= self._held.popitem(last=False)[1][1]
        return result

    @property
    def total(self) -> int:
        """Bytes that are taken now."""
        return self._total

    def cache_clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._held.clear()
            self._total = 0


def bounded(
    max_bytes: int, size: Callable[[Any], int] = footprint
) -> Callable[[Callable[[Key], Result]], Bounded[Key, Result]]:
    """Keep results of a function of one argument, at most `max_bytes` with their arguments."""
    return lambda function: Bounded(function, max_bytes, size)
