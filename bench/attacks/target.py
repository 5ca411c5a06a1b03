"""The attacked server, run in a process of its own, its resource usage, and another reader who uses it meanwhile."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

# Addresses of the attacker and of an ordinary reader.
ATTACKER, READER = "127.0.0.1", "127.0.0.2"
# Seconds to wait for the server to start, and for it to be idle before its memory is read.
START, REST = 300.0, 8.0
# Seconds between two requests of the other reader, and the timeout of an answer.
PAUSE, PATIENCE = 0.5, 20.0
QUESTIONS = {"health": "/healthz", "search": f"/search?q={quote('樱桃')}", "export": f"/export.csv?q={quote('樱桃节')}"}


@dataclass(frozen=True)
class Target:
    """A running server with its process."""

    port: int
    process: int

    def ask(self, path: str, sender: str = ATTACKER, timeout: float = PATIENCE) -> tuple[int | str, float]:
        """Return the status, or the name of the error, and the seconds it took."""
        begun = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout, source_address=(sender, 0))
        with contextlib.closing(connection):
            try:
                connection.request("GET", path)
                answer = connection.getresponse()
                answer.read()
                status: int | str = answer.status
            except (OSError, http.client.HTTPException) as error:
                status = type(error).__name__
        return status, time.monotonic() - begun

    def processor(self) -> float:
        """Return the CPU seconds used by the server."""
        fields = Path(f"/proc/{self.process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self, name: str = "VmRSS") -> float:
        """Return memory in MB: VmRSS is current, VmHWM the peak since `forget_peak`."""
        match = re.search(rf"{name}:\s+(\d+)", Path(f"/proc/{self.process}/status").read_text(encoding="ascii"))
        return int(match[1]) / 1000 if match else 0.0

    def forget_peak(self) -> None:
        """Reset the peak of memory where the system permits."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{self.process}/clear_refs").write_text("5", encoding="ascii")


@dataclass
class Others:
    """Answers to another reader: statuses by request, and the slowest answer to each."""

    answers: dict[str, Counter[int | str]] = field(default_factory=lambda: {name: Counter() for name in QUESTIONS})
    slowest: dict[str, float] = field(default_factory=lambda: dict.fromkeys(QUESTIONS, 0.0))

    def __str__(self) -> str:
        shown = []
        for name, statuses in self.answers.items():
            told = " ".join(
                f"{count}×{status}" for status, count in sorted(statuses.items(), key=lambda item: str(item[0]))
            )
            if told:
                shown.append(f"{name} {told} (slowest {self.slowest[name]:.1f} s)")
        return ", ".join(shown)

    @property
    def failed(self) -> int:
        """Return the number of failed requests."""
        return sum(n for statuses in self.answers.values() for status, n in statuses.items() if status != 200)


@contextlib.contextmanager
def watched(target: Target, sender: str = READER) -> Iterator[Others]:
    """Send requests as another reader, one thread per kind of request, until the block ends."""
    others, ended = Others(), threading.Event()

    def ask(name: str, path: str) -> None:
        while not ended.is_set():
            status, seconds = target.ask(path, sender)
            others.answers[name][status] += 1
            others.slowest[name] = max(others.slowest[name], seconds)
            # The highest rate at which readers may export.
            ended.wait(4.0 if name == "export" else PAUSE)

    threads = [threading.Thread(target=ask, args=item) for item in QUESTIONS.items()]
    for thread in threads:
        thread.start()
    try:
        yield others
    finally:
        ended.set()
        for thread in threads:
            thread.join()


@contextlib.contextmanager
def serving(data: Path, settings: Mapping[str, str] = {}, files: int | None = None) -> Iterator[Target]:
    """Run a server on the index below `data`, other files in a temporary folder; `files` limits its open files."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "zhenwen", "serve", "--port", "0", "--data", folder]
        command += ["--engine", f"whoosh:{(data / 'index').absolute()}"]
        if files:
            command = ["sh", "-c", f'ulimit -n {files}; exec "$@"', "sh", *command]
        environment = {**os.environ, **settings}
        with (
            (Path(folder) / "log").open("w+", encoding="utf-8") as log,
            subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment) as server,
        ):
            assert server.stdout
            match = re.search(r"http://\S+", server.stdout.readline())
            log.seek(0)
            if not match:
                raise RuntimeError(log.read().strip())
            target = Target(urlsplit(match.group()).port or 0, server.pid)
            try:
                until = time.monotonic() + START
                while target.ask("/readyz")[0] != 200:
                    assert time.monotonic() < until, "the server does not become ready"
                    time.sleep(0.2)
                yield target
            finally:
                server.terminate()
                server.wait(30)
                log.seek(0)
                if "Traceback" in (text := log.read()):
                    print(text[-2000:], file=sys.stderr)
