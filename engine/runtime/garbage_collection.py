"""How often Python looks for cycles of objects while articles are made: seldom, since millions of pieces have none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Objects until the young ones are looked at, and how often that is done before the old ones are.
GC_THRESHOLDS = (50_000, 50, 1000)


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Within, objects are looked through so seldom that it takes no time; for a process that does nothing else."""
    before = gc.get_threshold()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
