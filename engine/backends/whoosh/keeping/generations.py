"""Generations of the index on disk: folders that never change once written, and one pointer that is replaced whole."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import time
import zlib
from pathlib import Path

from whoosh.util.filelock import FileLock

from engine.backends.whoosh.segment import disk
from engine.errors import IndexDamaged, IndexLocked, IndexMissing, IndexNotWritten

POINTER = "current"
# Names of the generations that readers opened until they were moved back to an older one, a line each.
ROLLED_BACK = "rolled_back"
FOLDER = "generations"
# What is being written, and what is being removed; neither is a generation, and the next writer clears both away.
DRAFT, GONE = ".new", ".gone"
PAUSE = 0.1  # seconds between two tries for the lock
_STAMP = "%Y%m%dT%H%M%S%f"
# 20230615T083000123456-1c0f: a moment in UTC, and a checksum of it, so that no damaged name is another one's.
_NAME = re.compile(r"\d{8}T\d{12}(?:-[0-9a-f]{4})?")


class WriterLock:
    """The right to write below `path`, until released; the operating system frees it when the process dies."""

    def __init__(self, path: Path, wait: float = 0.0) -> None:
        """Raises IndexLocked where another writer still holds it after `wait` seconds, IndexNotWritten."""
        with disk.writing(path):
            disk.make_folder(path)
            self._lock = FileLock(str(path / "lock"))
            end = time.monotonic() + wait
            while not self._lock.acquire(blocking=False):
                left = end - time.monotonic()
                if left <= 0:
                    raise IndexLocked(f"Another writer is at work on the index in {path}; wait until it is done.")
                time.sleep(min(PAUSE, left))

    def release(self) -> None:
        """Let the next writer in; harmless when called again."""
        if self._lock.fd is not None:
            self._lock.release()


def create(path: Path) -> Path:
    """A new, empty folder for a generation that `finish` makes one; named by the moment in UTC, after all others."""
    folder = path / FOLDER
    disk.make_folder(folder)
    moment = datetime.datetime.now(datetime.UTC)
    for name in listed(path)[-1:]:  # a clock that was set back must not put the new one before the old
        latest = datetime.datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=datetime.UTC)
        moment = max(moment, latest + datetime.timedelta(microseconds=1))
    stamp = moment.strftime(_STAMP)
    draft = folder / f"{stamp}-{zlib.crc32(stamp.encode()) & 0xFFFF:04x}{DRAFT}"
    draft.mkdir()
    return draft


def finish(draft: Path) -> Path:
    """Make what lies in a folder made by `create` a generation, in one step, and lasting."""
    disk.sync(draft)
    folder = draft.with_name(draft.name.removesuffix(DRAFT))
    draft.replace(folder)
    disk.sync(folder.parent)
    return folder


def current(path: Path) -> Path:
    """The generation that readers open. Raises IndexMissing, IndexDamaged."""
    try:
        text = (path / POINTER).read_bytes().decode("ascii")
    except FileNotFoundError:
        names = listed(path)
        if not names:
            raise IndexMissing(f"There is no index in {path} yet; build one first.") from None
        raise IndexMissing(
            f"Nothing in {path} says which generation readers use: `zhenwen rollback {names[-1]}`, or build again."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"The pointer {path / POINTER} cannot be read: {error}.") from error
    name = text[:-1]
    if text[-1:] != "\n" or not _NAME.fullmatch(name) or not (path / FOLDER / name).is_dir():
        raise IndexDamaged(
            f"The pointer {path / POINTER} names a generation that is not there; "
            "roll back to one that is, or build again."
        )
    return path / FOLDER / name


def version(path: Path) -> tuple[int, int]:
    """What changes whenever readers should open anew; cheap enough to ask at every search."""
    try:
        status = (path / POINTER).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


def point(path: Path, folder: Path) -> None:
    """Make `folder` the generation that readers open, in one step that a crash leaves done or not done.

    Raises IndexNotWritten where it may be either, OSError where it is not done.
    """
    draft = path / f"{POINTER}{DRAFT}"
    with draft.open("wb") as file:
        file.write(f"{folder.name}\n".encode("ascii"))
        file.flush()
        # The clock of the file system may tick seldom, and the number of a file be given out again.
        now = time.time_ns()
        os.utime(draft, ns=(now, now))
        os.fsync(file.fileno())
    draft.replace(path / POINTER)
    try:
        disk.sync(path)
    except OSError as error:
        raise IndexNotWritten(
            f"Readers have moved to {folder.name}, but the disk does not confirm it ({error.strerror}): "
            "after a power cut the former one may be back. Check the disk."
        ) from error


def rolled_back(path: Path) -> frozenset[str]:
    """Names of the generations that a rollback took from readers."""
    try:
        return frozenset((path / ROLLED_BACK).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def record_rollback(path: Path, target: Path) -> None:
    """Note, before readers are moved back to `target`, which generations this takes from them. Raises OSError."""
    try:
        now = current(path).name
    except (IndexDamaged, IndexMissing):  # nobody knows what readers had
        return
    names, noted = listed(path), rolled_back(path)
    taken = {name for name in names if target.name < name <= now} | noted.intersection(names)
    if taken != noted:
        disk.write(path / ROLLED_BACK, "".join(f"{name}\n" for name in sorted(taken)).encode("ascii"))
        disk.sync(path)


def is_current(path: Path, folder: Path) -> bool:
    """Whether readers open this generation, as far as the pointer can be read."""
    try:
        return (path / POINTER).read_bytes() == f"{folder.name}\n".encode("ascii")
    except FileNotFoundError:
        return False
    except OSError:
        return True  # nobody knows: take it for the one that must not be touched


def listed(path: Path) -> tuple[str, ...]:
    """Names of all generations, the oldest first."""
    folder = path / FOLDER
    found = (entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else ()
    return tuple(sorted(name for name in found if _NAME.fullmatch(name)))


def remove(*folders: Path) -> None:
    """Remove generations: first, and lastingly, their names, so that no half of one is ever taken for one.

    Never fails: what is left over is removed by the next writer.
    """
    gone = [folder.with_name(f"{folder.name}{GONE}") for folder in folders]
    try:
        for folder, name in zip(folders, gone, strict=True):
            folder.replace(name)
        for folder in folders[:1]:
            disk.sync(folder.parent)
    except OSError:
        return
    for name in gone:
        shutil.rmtree(name, ignore_errors=True)


def clear(path: Path) -> None:
    """Remove what writers left that were killed; to be called by one that holds the lock."""
    folder = path / FOLDER
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        if entry.name.endswith((DRAFT, GONE)):
            shutil.rmtree(entry, ignore_errors=True)


def prune(path: Path, keep: int) -> None:
    """Remove all generations but the current one and the `keep` newest others."""
    now = current(path).name
    others = [name for name in listed(path) if name != now]
    remove(*(path / FOLDER / name for name in others[: max(0, len(others) - keep)]))
