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
OWN_SHARE = 0.25  # fraction of the limit: with more processor time than this, the query itself is too costly
STRIDE = 256  # items of a fast loop between two checks


@dataclass(frozen=True, slots=True)
class _Limit:
    """A time limit: its end (monotonic clock), its length in seconds, and the thread's processor time at its start."""

    until: float
    seconds: float
    used: float


_limit: ContextVar[_Limit | None] = ContextVar("limit", default=None)


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Limit the time of the work that this thread does inside the context; 0 sets no limit."""
    limit = _Limit(time.monotonic() + seconds, seconds, time.thread_time()) if seconds > 0 else None
    token = _limit.set(limit)
    try:
        yield
    finally:
        _limit.reset(token)


def seconds() -> float:
    """Return the current time limit in seconds, 0 for none."""
    limit = _limit.get()
    return limit.seconds if limit else 0.0


def check_deadline() -> None:
    """Raise an error if the time limit has passed.

    Raises QueryTooCostly if this thread used at least OWN_SHARE of the limit as processor time, else SearchTimedOut.
    """
    limit = _limit.get()
    if limit is None or time.monotonic() <= limit.until:
        return
    if time.thread_time() - limit.used >= limit.seconds * OWN_SHARE:
        raise QueryTooCostly(
            "The query takes too long: use fewer words, wildcards and NEAR operators, or words "
            "instead of common characters."
        )
    raise SearchTimedOut("The machine is too busy to answer in time; try again in a moment.")


def checked(items: Iterable[Item], stride: int = STRIDE) -> Iterator[Item]:
    """Yield the items, checking the deadline before the first and before every `stride`-th one after it."""
    for number, item in enumerate(items):
        if not number % stride:
            check_deadline()
        yield item
