"""Watch folders and update the index soon after a change."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

from engine.errors import SearchError
from engine.messages import Message
from engine.runtime.extras import requires_extra

# Seconds without a change after which a failed update is retried.
RETRY_SECONDS = 60.0
# Milliseconds to collect changes, so that a folder being copied is read once.
GATHER_MS = 2_000


def watch_folders(
    paths: tuple[Path, ...],
    update: Callable[[], None],
    tell: Callable[[Message], None],
    stop: threading.Event | None = None,
    gather: int = GATHER_MS,
    apart: Path | None = None,
) -> None:
    """Call `update` now and after every change below `paths`, until interrupted or `stop` is set.

    `tell` is called with the message of a failed update; it is retried at the next change, or after a minute. Changes
    below `apart` are ignored: updates write there. Raises SearchError if there is nothing to watch.
    """
    with requires_extra("watch", "watchfiles"):
        from watchfiles import watch

    there = [path for path in paths if path.exists()]
    if not there:
        if not paths:
            raise SearchError("There is nothing to watch: name files or folders.")
        raise SearchError("There is nothing to watch at %(paths)s.", paths=", ".join(map(str, paths)))
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


def _try(update: Callable[[], None], tell: Callable[[Message], None]) -> bool:
    try:
        update()
    except SearchError as error:
        tell(error.message)
        return False
    return True
