"""Less frequent garbage collection while articles are built: millions of objects without reference cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Thresholds of gc.set_threshold: objects per collection of generation 0, then collections per older generation.
GC_THRESHOLDS = (50_000, 50, 1000)


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Collect garbage so rarely inside the context that it takes no time; for processes that do nothing else."""
    before = gc.get_threshold()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
