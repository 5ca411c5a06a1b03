"""Worker processes exit when their parent is killed; a killed worker is reported with a message."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from engine.errors import SearchError
from engine.runtime import workers

PARENT = """
import os, sys, time
sys.path.insert(0, {root!r})
from engine.runtime import workers
if __name__ == "__main__":
    pool = workers.start_pool(2)
    for future in [pool.submit(os.getpid) for _ in range(8)]:
        print(future.result(), flush=True)
    print("ready", flush=True)
    time.sleep(60)
"""


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "zombie" not in Path(f"/proc/{process}/status").read_text() if Path("/proc").is_dir() else True


def test_workers_of_a_killed_process_end_too(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT.format(root=str(Path(__file__).parents[3])))
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        lines = iter(parent.stdout.readline, "ready\n")
        started = {int(line) for line in lines}
        parent.send_signal(signal.SIGKILL)
    assert started
    deadline = time.monotonic() + 30
    while any(map(is_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_alive, started))


def test_a_worker_that_is_killed_is_told_in_a_sentence() -> None:
    with workers.start_pool(1) as pool, pytest.raises(SearchError, match="was killed, probably for want of memory"):
        workers.await_result(pool.submit(os._exit, 9))


def test_a_result_is_given_back() -> None:
    with workers.start_pool(1) as pool:
        assert workers.await_result(pool.submit(max, 1, 2)) == 2
