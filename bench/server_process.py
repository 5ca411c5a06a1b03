"""A server of the product in processes of its own, for measurements from outside."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlsplit

from bench.process_figures import cpu_seconds


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, its processes, and seconds from start until ready."""

    site: str
    processes: tuple[int, ...]
    ready_s: float

    def cpu_seconds(self) -> float:
        """Return the processor time that the processes have used, 0 where that is unknown."""
        return sum(map(cpu_seconds, self.processes))


@contextmanager
def serving(url: str, processes: int = 1, settings: Mapping[str, object] = MappingProxyType({})) -> Iterator[Server]:
    """Run a server over the index at `url` until it is ready; `settings` are those of the product."""
    command = [sys.executable, "-m", "zhenwen", "serve", "--engine", url, "--port", "0", "--processes", str(processes)]
    told = {f"ZHENWEN_{name.upper()}": str(value) for name, value in {"requests_per_minute": 0, **settings}.items()}
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, **told}) as server:
        assert server.stdout
        match = re.search(r"http://\S+", server.stdout.readline())
        assert match, "the server does not say where it is"
        site = urlsplit(match.group()).netloc
        try:
            while not _is_ready(site):
                time.sleep(0.01)
            ready = time.perf_counter() - begun
            yield Server(site, _processes(server.pid, processes), ready)
        finally:
            server.terminate()


def _is_ready(site: str) -> bool:
    with suppress(OSError):
        return ask(site, ["/readyz"])[0][1] == 200
    return False


def _processes(first: int, count: int) -> tuple[int, ...]:
    """Return the processes of a server that answer requests."""
    if count == 1:
        return (first,)
    listed = subprocess.run(["pgrep", "-P", str(first), "-f", "spawn_main"], capture_output=True, check=False)
    return (first, *map(int, listed.stdout.split()))


def rest(server: Server) -> None:
    """Wait until the server does nothing: until its further processes have loaded the index too."""
    before = -1.0
    while before != (before := server.cpu_seconds()):
        time.sleep(1)


def ask(site: str, paths: Sequence[str]) -> list[tuple[float, int, int]]:
    """Return milliseconds, status and bytes of each page, over one persistent connection."""
    connection = http.client.HTTPConnection(site, timeout=30)
    answers = []
    for path in paths:
        begun = time.perf_counter()
        connection.request("GET", path)
        answer = connection.getresponse()
        size = len(answer.read())
        answers.append(((time.perf_counter() - begun) * 1000, answer.status, size))
    connection.close()
    return answers
