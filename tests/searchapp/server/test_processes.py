"""Several processes of one server behind one port."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
LIMIT = 6
pytestmark = pytest.mark.skipif(
    sys.platform == "win32" or not shutil.which("pgrep"), reason="needs processes that share a port, and pgrep"
)


@dataclass(frozen=True)
class Site:
    """A server of two processes; `folder` is where it makes temporary files."""

    url: str
    server: subprocess.Popen[str]
    folder: Path

    def ask(self, path: str) -> tuple[int, str]:
        """Return status and text of a page, over a connection of its own."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, ""

    def ask_at_once(self, path: str, times: int) -> list[int]:
        """Return the statuses of so many requests at the same time."""
        with ThreadPoolExecutor(8) as pool:
            return [status for status, _ in pool.map(self.ask, [path] * times)]

    def answering(self) -> set[int]:
        """Return the process ids that answered requests."""
        self.ask_at_once("healthz", 16)
        return {int(file.stem.rpartition("_")[2]) for file in self.folder.glob("zhenwen-*/counter_*.db")}

    def others(self) -> set[int]:
        """Return the process ids of the further processes."""
        listed = subprocess.run(["pgrep", "-P", str(self.server.pid)], capture_output=True, text=True, check=False)
        return {int(line) for line in listed.stdout.split()}


def wait(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.1)


def ended(process: int) -> bool:
    """Return whether there is no such process any more."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture
def site(index_url: str, tmp_path: Path) -> Iterator[Site]:
    """The server."""
    command = [sys.executable, "-m", "zhenwen", "serve", "--port", "0", "--processes", "2", "--engine", index_url]
    limits = {"ZHENWEN_REQUESTS_PER_MINUTE": str(LIMIT), "ZHENWEN_DATA": str(tmp_path), "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **limits}) as server:
        try:
            assert server.stdout
            match = re.search(r"http://\S+", server.stdout.readline())
            assert match
            site = Site(match.group(), server, tmp_path)
            wait(lambda: len(site.answering()) == 2)
            yield site
        finally:
            server.kill()


def test_both_processes_answer_and_count_requests_together(site: Site) -> None:
    statuses = site.ask_at_once("search?q=%E6%A8%B1%E6%A1%83", 30)
    assert sorted(statuses) == [200] * LIMIT + [429] * (30 - LIMIT)
    pages = re.findall(
        r'^zhenwen_requests_total\{.*view="search.results"\} ([0-9.]+)$', site.ask("metrics")[1], re.MULTILINE
    )
    assert sum(map(float, pages)) == 30, "whichever process is asked"


def test_a_process_that_dies_is_replaced(site: Site) -> None:
    (dead,) = site.others() & site.answering()
    os.kill(dead, signal.SIGKILL)
    wait(lambda: len(site.answering() - {dead}) == 2)


def test_the_processes_end_together_and_leave_nothing(site: Site) -> None:
    others = site.others()
    site.server.send_signal(signal.SIGTERM)
    assert site.server.wait(30) == 0
    wait(lambda: all(map(ended, others)))
    assert not list(site.folder.glob("zhenwen-*"))


def test_the_processes_end_when_the_first_one_is_killed(site: Site) -> None:
    others = site.others() & site.answering()
    site.server.kill()
    wait(lambda: all(map(ended, others)))
