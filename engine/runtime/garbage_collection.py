"""Less frequent garbage collection where there are many objects and few reference cycles."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Thresholds of gc.set_threshold: objects per collection of generation 0, then collections per older generation.
GC_THRESHOLDS = (50_000, 50, 1000)
SERVER_GC_THRESHOLDS = (20_000, 20, 50)


@contextmanager
def infrequent_gc() -> Iterator[None]:
    """Collect garbage so rarely inside the context that it takes no time; for processes that do nothing else."""
    before = gc.get_threshold()
    gc.set_threshold(*GC_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def serve_long() -> None:
    """Collect less often from now on, for a server, whose pages leave few cycles."""
    gc.set_threshold(*SERVER_GC_THRESHOLDS)


def settle() -> None:
    """Collect garbage, and exempt what is left from later collections: an index that is used for long."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
