"""Generations of the index on disk: folders that never change once written, and one pointer that is replaced whole."""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

from whoosh.util.filelock import FileLock

from engine.errors import IndexDamaged, IndexLocked, IndexMissing

POINTER = "current"
FOLDER = "generations"


class WriterLock:
    """The right to write below `path`, until released; the operating system frees it when the process dies."""

    def __init__(self, path: Path) -> None:
        """Raises IndexLocked where another writer holds it."""
        path.mkdir(parents=True, exist_ok=True)
        self._lock = FileLock(str(path / "lock"))
        if not self._lock.acquire(blocking=False):
            raise IndexLocked(f"Another writer is at work on the index in {path}; wait until it is done.")

    def release(self) -> None:
        """Let the next writer in; harmless when called again."""
        if self._lock.fd is not None:
            self._lock.release()


def create(path: Path) -> Path:
    """A new, empty generation folder, named by the moment in UTC; nobody reads it before `point` names it."""
    stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%dT%H%M%S%f")
    folder = path / FOLDER / stamp
    folder.mkdir(parents=True)
    return folder


def current(path: Path) -> Path:
    """The generation that readers open. Raises IndexMissing, IndexDamaged."""
    try:
        name = (path / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise IndexMissing(f"There is no index in {path} yet; build one first.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"The pointer {path / POINTER} cannot be read: {error}.") from error
    folder = path / FOLDER / name
    if not name or "/" in name or "\\" in name or not folder.is_dir():
        raise IndexDamaged(f"The pointer {path / POINTER} names a generation that is not there; build again.")
    return folder


def version(path: Path) -> tuple[int, int]:
    """What changes whenever readers should open anew; cheap enough to ask at every search."""
    try:
        status = (path / POINTER).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


def point(path: Path, folder: Path) -> None:
    """Make `folder` the generation that readers open, in one step that a crash leaves done or not done."""
    draft = path / f"{POINTER}.new"
    with draft.open("w", encoding="ascii") as file:
        file.write(folder.name + "\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path / POINTER)
    sync(path)


def sync(folder: Path) -> None:
    """Make the names in `folder` last through a power cut, where the system can (Windows cannot and need not)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def listed(path: Path) -> tuple[str, ...]:
    """Names of all generations, the oldest first."""
    folder = path / FOLDER
    return tuple(sorted(entry.name for entry in folder.iterdir() if entry.is_dir())) if folder.is_dir() else ()


def prune(path: Path, keep: int) -> None:
    """Remove generations older than the current one beyond the `keep` newest of them, and unfinished newer ones."""
    now = current(path).name
    names = listed(path)
    older = [name for name in names if name < now]
    for name in [*older[: max(0, len(older) - keep)], *(name for name in names if name > now)]:
        shutil.rmtree(path / FOLDER / name, ignore_errors=True)
