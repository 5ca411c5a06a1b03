"""A short soak test: readers of every kind while the index is rebuilt. `make soak` is the long one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bench.soak import grown


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="memory and open files are read from /proc")
def test_readers_notice_nothing_of_rebuilds() -> None:
    command = [sys.executable, "-m", "bench.soak", "--seconds", "15", "--clients", "4", "--articles", "300"]
    done = subprocess.run([*command, "--seed", "11"], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("late", "told"), [((100, 15), None), ((109, 20), None), ((140, 15), "memory grew"), ((100, 30), "open files grew")]
)
def test_growth_is_noticed(late: tuple[float, float], told: str | None) -> None:
    found = grown([(100.0, 15.0)] * 8 + [late] * 8)
    assert (found or "").startswith(told or "")
    assert bool(found) == bool(told)
