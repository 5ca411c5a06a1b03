"""Following folders: what changes on disk is in the index soon after."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from engine.errors import SearchError

# Seconds without a change after which an update that failed is tried again.
RETRY_SECONDS = 60.0
# Milliseconds that changes are gathered for, so that a folder that is being copied is read once.
GATHER_MS = 2_000


def watch_folders(
    paths: tuple[Path, ...],
    update: Callable[[], None],
    tell: Callable[[str], None],
    stop: threading.Event | None = None,
    gather: int = GATHER_MS,
    apart: Path | None = None,
) -> None:
    """Call `update` now and after every change below `paths`, until interrupted or `stop` is set.

    `tell` is given the sentence of an update that failed; it is tried again at the next change, or in a minute. What
    changes below `apart` is what updates write themselves. Raises SearchError where nothing is there to be followed.
    """
    from watchfiles import watch  # loads a library that nothing else needs

    there = [path for path in paths if path.exists()]
    if not there:
        raise SearchError(f"Nothing is there to be followed: {', '.join(map(str, paths)) or 'no path is known'}.")
    own = str(apart.resolve()) + os.sep if apart else "\0"
    failed = not _try(update, tell)
    changes = watch(
        *there,
        watch_filter=lambda _, path: not os.path.realpath(path).startswith(own),
        debounce=gather,
        step=min(gather, 100),
        stop_event=stop,
        rust_timeout=int(RETRY_SECONDS * 1000),
        yield_on_timeout=True,
        raise_interrupt=False,
        ignore_permission_denied=True,
    )
    for changed in changes:
        if changed or failed:
            failed = not _try(update, tell)


def _try(update: Callable[[], None], tell: Callable[[str], None]) -> bool:
    try:
        update()
    except SearchError as error:
        tell(str(error))
        return False
    return True
