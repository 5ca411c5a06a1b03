"""Processes that work for this one: started anew, and gone when it is, however it ended."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from typing import TypeVar

from engine.errors import SearchError

Result = TypeVar("Result")


def start_pool(processes: int, prepare: Callable[[], None] | None = None) -> ProcessPoolExecutor:
    """A pool of this many; spawned, not forked: the same on every system, and safe beside threads.

    `prepare` is called in each before it works: nothing that this process was told is known there.
    """
    return ProcessPoolExecutor(processes, get_context("spawn"), begin, (prepare,))


def await_result(future: Future[Result]) -> Result:
    """What a worker gave. Raises SearchError where one was killed, as systems short of memory do."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise SearchError(
            "A process that worked for the build was killed, probably for want of memory, so the index stays as it is; "
            "try again with fewer processes."
        ) from error


def begin(prepare: Callable[[], None] | None = None) -> None:
    """Leave Ctrl-C to the parent, and watch for its end: one that was killed cannot tell its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if prepare:
        prepare()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
