"""How long the question at hand may take: looked at wherever the work goes on to its next piece."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from engine.errors import QueryTooCostly

_until: ContextVar[float] = ContextVar("until", default=math.inf)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Everything that this thread does inside has to be done in so many seconds; 0 gives it all the time."""
    token = _until.set(time.monotonic() + seconds if seconds > 0 else math.inf)
    try:
        yield
    finally:
        _until.reset(token)


def check() -> None:
    """Raise QueryTooCostly where the time is over."""
    if time.monotonic() > _until.get():
        raise QueryTooCostly("The query took too long and was stopped: use fewer wildcards, or add a town or a date.")
