"""Per-request time limit, checked between units of work."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from engine.errors import QueryTooCostly, SearchTimedOut

Item = TypeVar("Item")
OWN_SHARE = 0.25  # of the limit: where a thread worked so long, its query is what takes the time
STRIDE = 256  # items of a fast loop from one check to the next


@dataclass(frozen=True, slots=True)
class _Limit:
    """When the time is over (monotonic), how many seconds it was, and the processor time of the thread at its start."""

    until: float
    seconds: float
    used: float


_limit: ContextVar[_Limit | None] = ContextVar("limit", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Everything that this thread does inside has to be done in so many seconds; 0 gives it all the time."""
    limit = _Limit(time.monotonic() + seconds, seconds, time.thread_time()) if seconds > 0 else None
    token = _limit.set(limit)
    try:
        yield
    finally:
        _limit.reset(token)


def seconds() -> float:
    """How many seconds the work at hand was given; 0 where it has all the time."""
    limit = _limit.get()
    return limit.seconds if limit else 0.0


def check_deadline() -> None:
    """Raise QueryTooCostly where the time is over and this thread worked a share of it, else SearchTimedOut."""
    limit = _limit.get()
    if limit is None or time.monotonic() <= limit.until:
        return
    if time.thread_time() - limit.used >= limit.seconds * OWN_SHARE:
        raise QueryTooCostly(
            "The query takes too long: use fewer words, wildcards and NEARs, or words instead of common characters."
        )
    raise SearchTimedOut("The machine is too busy to answer in time; try again in a moment.")


def checked(items: Iterable[Item], stride: int = STRIDE) -> Iterator[Item]:
    """The items, with a check before the first and before every `stride`-th one after it."""
    for number, item in enumerate(items):
        if not number % stride:
            check_deadline()
        yield item
