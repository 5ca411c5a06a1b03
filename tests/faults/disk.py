"""Fault injection for disks: calls that change a folder are counted; one is recorded, failed, or fatal."""

from __future__ import annotations

import builtins
import errno
import io
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Calls that need space, and so fail on a full disk.
GROWING = frozenset(["create", "write", "mkdir", "link"])
ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EROFS": errno.EROFS}


class Disk:
    """Monitor of all file operations below `root`; the fault `kind` happens at call number `at`, counted from 1.

    kill: the process dies in the middle of the call. EIO: this one call fails. ENOSPC, EROFS: it fails, and so do all
    later ones that need space, or that write at all. With `at` 0 there is no fault; `events` then has the calls.
    """

    def __init__(self, root: Path, at: int = 0, kind: str = "") -> None:
        self.root, self.at, self.kind = os.path.abspath(root), at, kind
        self.calls = 0
        self.events: list[tuple[Any, ...]] = []

    def holds(self, path: Any) -> bool:
        """Return whether a path is below the root."""
        return isinstance(path, (str, os.PathLike)) and os.path.abspath(path).startswith(self.root)

    def step(self, call: str, *details: Any) -> bool:
        """Count a call. Raises OSError if it has to fail; returns True if the process has to die halfway through it."""
        self.calls += 1
        self.events.append((call, *details))
        due = self.calls == self.at
        if self.kind == "kill":
            return due
        late = 0 < self.at <= self.calls
        lasting = late and (self.kind == "EROFS" or (self.kind == "ENOSPC" and call in GROWING))
        if self.kind in ERRORS and (due or lasting) and not (self.kind != "EIO" and call == "read"):
            raise OSError(ERRORS[self.kind], os.strerror(ERRORS[self.kind]), str(details[0]))
        return False


def die() -> None:
    """End the process as by kill -9."""
    os.kill(os.getpid(), signal.SIGKILL)


class WatchedFile(io.FileIO):
    """A file whose writes are counted."""

    disk: Disk

    def write(self, data: Any) -> int:
        """Write all of it, or half and then fail or die."""
        plain = bytes(data)
        try:
            last = self.disk.step("write", self.name, plain)
        except OSError:
            super().write(plain[: len(plain) // 2])
            raise
        if last:
            super().write(plain[: len(plain) // 2])
            die()
        return super().write(plain)


@contextmanager
def watch(disk: Disk) -> Iterator[Disk]:
    """Route all file operations of this process through the disk."""
    real_open, paths = io.open, {}

    def opened(file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **named: Any) -> Any:
        if not disk.holds(file):
            return real_open(file, mode, buffering, *rest, **named)
        name = os.path.abspath(file)
        if not set(mode) & set("wax+"):
            disk.step("read", name)
            return real_open(file, mode, buffering, *rest, **named)
        last = disk.step("create", name)
        raw = WatchedFile(name, mode.replace("b", "").replace("t", ""))
        raw.disk = disk
        paths[raw.fileno()] = name
        if last:
            die()
        stream = io.BufferedWriter(raw)
        return stream if "b" in mode else io.TextIOWrapper(stream, *rest, **named)

    def low(file: Any, flags: int, *rest: Any, **named: Any) -> int:
        watched = disk.holds(file)
        last = watched and flags & os.O_CREAT and disk.step("create", os.path.abspath(file))
        number: int = real["open"](file, flags, *rest, **named)
        if watched:
            paths[number] = os.path.abspath(file)
        if last:
            die()
        return number

    def synced(number: int) -> None:
        if number in paths:
            last = disk.step("fsync", paths[number])
            if last:
                die()
        real["fsync"](number)

    def call(name: str, *kept: int) -> Callable[..., Any]:
        def done(*arguments: Any, **named: Any) -> Any:
            where = _places(arguments, named, paths)[: len(kept)]
            if not any(map(disk.holds, where)):
                return real[name](*arguments, **named)
            last = disk.step({"replace": "rename", "remove": "unlink"}.get(name, name), *where)
            result = real[name](*arguments, **named)
            if last:
                die()
            return result

        return done

    real = {name: getattr(os, name) for name in ("open", "fsync", *CALLS)}
    fakes: dict[str, Any] = {"open": low, "fsync": synced, **{n: call(n, *range(count)) for n, count in CALLS.items()}}
    copying = shutil._USE_CP_SENDFILE  # type: ignore[attr-defined]
    try:
        for name, fake in fakes.items():
            setattr(os, name, fake)
        builtins.open = io.open = opened
        shutil._USE_CP_SENDFILE = False  # type: ignore[attr-defined]
        yield disk
    finally:
        for name, function in real.items():
            setattr(os, name, function)
        builtins.open = io.open = real_open
        shutil._USE_CP_SENDFILE = copying  # type: ignore[attr-defined]


# Calls that change folders, and the number of their path arguments.
CALLS = {"rename": 2, "replace": 2, "link": 2, "mkdir": 1, "rmdir": 1, "unlink": 1, "remove": 1, "utime": 1}


def _places(arguments: tuple[Any, ...], named: dict[str, Any], paths: dict[int, str]) -> list[str]:
    """Return the absolute paths among arguments; shutil.rmtree passes names and the descriptor of their open folder."""
    folder = paths.get(named.get("dir_fd") or -1, "")
    return [os.path.join(folder, os.fspath(a)) if folder else os.path.abspath(a) for a in arguments[:2] if _is_path(a)]


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))
