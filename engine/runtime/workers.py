"""Worker processes, spawned fresh, that exit with their parent."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

from engine.errors import SearchError

Result = TypeVar("Result")


def start_pool(processes: int) -> ProcessPoolExecutor:
    """Return a pool of worker processes, spawned and not forked: the same on every system, and safe with threads."""
    return ProcessPoolExecutor(processes, get_context("spawn"), begin)


def await_result(future: Future[Result]) -> Result:
    """Return the result of a worker. Raises SearchError if a worker was killed, as by a system short of memory."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise SearchError(
            "A process that worked for the build was killed, probably for want of memory, so the index stays as it is; "
            "try again with fewer processes."
        ) from error


def begin() -> None:
    """Set up a worker process: ignore Ctrl-C, and exit when the parent ends, even if the parent is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
