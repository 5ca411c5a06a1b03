"""Processes of one web server: they share listening sockets, and a folder for what they count together."""

from __future__ import annotations

import logging
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path

from searchapp.saved import shared_rate_limits

# Where the client library of Prometheus keeps the figures of several processes.
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
COUNTS_FILE = "counts"
# Seconds until a process that ended is replaced, and that the processes may take to end.
RESTART_SECONDS, END_SECONDS = 1.0, 10.0
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SharedParts:
    """What the processes have in common: the sockets that they accept from, and the folder of their counts."""

    sockets: tuple[socket.socket, ...]
    folder: Path


@contextmanager
def shared_folder(processes: int) -> Iterator[Path | None]:
    """Yield the folder of the counts, which only this user can read and which is then removed; None for one process."""
    if processes == 1:
        yield None
        return
    # Files of a process that is just being killed may appear while the folder is removed.
    with tempfile.TemporaryDirectory(prefix="zhenwen-", ignore_cleanup_errors=True) as name:
        shared_rate_limits.create(Path(name, COUNTS_FILE))
        os.environ[METRICS_FOLDER] = name
        yield Path(name)


class MoreProcesses:
    """Further processes of this server; one that ends is replaced until `close`."""

    def __init__(self, count: int, serve: Callable[[SharedParts], None], shared: SharedParts) -> None:
        self._serve, self._shared = serve, shared
        self._closing = threading.Event()
        self._processes: Sequence[SpawnProcess] = [self._start() for _ in range(count)]
        self._keeper = threading.Thread(target=self._keep, name="processes", daemon=True)
        self._keeper.start()

    def _start(self) -> SpawnProcess:
        process = get_context("spawn").Process(target=self._serve, args=(self._shared,))
        process.start()
        return process

    def _keep(self) -> None:
        while not self._closing.is_set():
            connection.wait([process.sentinel for process in self._processes], timeout=RESTART_SECONDS)
            for process in self._processes:
                if process.exitcode is not None and not self._closing.is_set():
                    _log.warning("A process of the server ended (%s) and is replaced.", process.exitcode)
            if any(process.exitcode is not None for process in self._processes):
                self._closing.wait(RESTART_SECONDS)
                self._processes = [
                    self._start() if one.exitcode is not None and not self._closing.is_set() else one
                    for one in self._processes
                ]

    def close(self) -> None:
        """End the processes, which finish their current responses first."""
        self._closing.set()
        self._keeper.join()
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.join(END_SECONDS)
            process.kill()
