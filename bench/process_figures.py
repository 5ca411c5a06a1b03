"""Processor time, page faults and memory of processes, from /proc; zeros where there is none."""

from __future__ import annotations

import os
from pathlib import Path

_TICK = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def cpu_seconds(process: int) -> float:
    """Return the processor time that a process has used."""
    return sum(map(int, _fields(process)[11:13])) / _TICK


def page_faults(process: int) -> tuple[int, int]:
    """Return the page faults of a process so far: minor ones, and those that read from the disk."""
    fields = _fields(process)
    return int(fields[7]), int(fields[9])


def _fields(process: int) -> list[str]:
    """Return the fields of a process from its state on (proc(5))."""
    file = Path(f"/proc/{process}/stat")
    return file.read_text().rpartition(")")[2].split() if file.exists() else ["0"] * 50
