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

from engine.backends.whoosh.arrays import durable_files
from engine.errors import IndexDamaged, IndexLocked, IndexMissing, IndexNotWritten

POINTER_FILE = "current"
# Names of the generations that readers opened until they were moved back to an older one, a line each.
ROLLED_BACK = "rolled_back"
GENERATIONS_FOLDER = "generations"
# What is being written, and what is being removed; neither is a generation, and the next writer clears both away.
DRAFT_SUFFIX, REMOVED_SUFFIX = ".new", ".gone"
LOCK_RETRY_SECONDS = 0.1  # seconds between two tries for the lock
_STAMP = "%Y%m%dT%H%M%S%f"
# 20230615T083000123456-1c0f: a moment in UTC, and a checksum of it, so that no damaged name is another one's.
_NAME = re.compile(r"\d{8}T\d{12}(?:-[0-9a-f]{4})?")


class WriterLock:
    """The right to write below `path`, until released; the operating system frees it when the process dies."""

    def __init__(self, path: Path, wait: float = 0.0) -> None:
        """Raises IndexLocked where another writer still holds it after `wait` seconds, IndexNotWritten."""
        with durable_files.translate_os_errors(path):
            durable_files.make_folder(path)
            self._lock = FileLock(str(path / "lock"))
            end = time.monotonic() + wait
            while not self._lock.acquire(blocking=False):
                remaining = end - time.monotonic()
                if remaining <= 0:
                    raise IndexLocked(f"Another writer is at work on the index in {path}; wait until it is done.")
                time.sleep(min(LOCK_RETRY_SECONDS, remaining))

    def release(self) -> None:
        """Let the next writer in; harmless when called again."""
        if self._lock.fd is not None:
            self._lock.release()


def create_draft(path: Path) -> Path:
    """A new, empty folder for a generation that `finish_draft` makes one.

    Named by the moment in UTC, after all others.
    """
    folder = path / GENERATIONS_FOLDER
    durable_files.make_folder(folder)
    moment = datetime.datetime.now(datetime.UTC)
    for name in list_generations(path)[-1:]:  # a clock that was set back must not put the new one before the old
        latest = datetime.datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=datetime.UTC)
        moment = max(moment, latest + datetime.timedelta(microseconds=1))
    stamp = moment.strftime(_STAMP)
    draft = folder / f"{stamp}-{zlib.crc32(stamp.encode()) & 0xFFFF:04x}{DRAFT_SUFFIX}"
    draft.mkdir()
    return draft


def finish_draft(draft: Path) -> Path:
    """Make what lies in a folder made by `create_draft` a generation, in one step, and lasting."""
    durable_files.sync_file(draft)
    folder = draft.with_name(draft.name.removesuffix(DRAFT_SUFFIX))
    draft.replace(folder)
    durable_files.sync_file(folder.parent)
    return folder


def current(path: Path) -> Path:
    """The generation that readers open. Raises IndexMissing, IndexDamaged."""
    try:
        text = (path / POINTER_FILE).read_bytes().decode("ascii")
    except FileNotFoundError:
        names = list_generations(path)
        if not names:
            raise IndexMissing(f"There is no index in {path} yet; build one first.") from None
        raise IndexMissing(
            f"Nothing in {path} says which generation readers use: `zhenwen rollback {names[-1]}`, or build again."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"The pointer {path / POINTER_FILE} cannot be read: {error}.") from error
    name = text[:-1]
    if text[-1:] != "\n" or not _NAME.fullmatch(name) or not (path / GENERATIONS_FOLDER / name).is_dir():
        raise IndexDamaged(
            f"The pointer {path / POINTER_FILE} names a generation that is not there; "
            "roll back to one that is, or build again."
        )
    return path / GENERATIONS_FOLDER / name


def version(path: Path) -> tuple[int, int]:
    """What changes whenever readers should open anew; cheap enough to ask at every search."""
    try:
        status = (path / POINTER_FILE).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


def write_pointer(path: Path, folder: Path) -> None:
    """Make `folder` the generation that readers open, in one step that a crash leaves done or not done.

    Raises IndexNotWritten where it may be either, OSError where it is not done.
    """
    draft = path / f"{POINTER_FILE}{DRAFT_SUFFIX}"
    with draft.open("wb") as file:
        file.write(f"{folder.name}\n".encode("ascii"))
        file.flush()
        # The clock of the file system may tick seldom, and the number of a file be given out again.
        now = time.time_ns()
        os.utime(draft, ns=(now, now))
        os.fsync(file.fileno())
    draft.replace(path / POINTER_FILE)
    try:
        durable_files.sync_file(path)
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
    names, noted = list_generations(path), rolled_back(path)
    taken = {name for name in names if target.name < name <= now} | noted.intersection(names)
    if taken != noted:
        durable_files.write(path / ROLLED_BACK, "".join(f"{name}\n" for name in sorted(taken)).encode("ascii"))
        durable_files.sync_file(path)


def is_current(path: Path, folder: Path) -> bool:
    """Whether readers open this generation, as far as the pointer can be read."""
    try:
        return (path / POINTER_FILE).read_bytes() == f"{folder.name}\n".encode("ascii")
    except FileNotFoundError:
        return False
    except OSError:
        return True  # nobody knows: take it for the one that must not be touched


def list_generations(path: Path) -> tuple[str, ...]:
    """Names of all generations, the oldest first."""
    folder = path / GENERATIONS_FOLDER
    names = (entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else ()
    return tuple(sorted(name for name in names if _NAME.fullmatch(name)))


def remove(*folders: Path) -> None:
    """Remove generations: first, and lastingly, their names, so that no half of one is ever taken for one.

    Never fails: what is left over is removed by the next writer.
    """
    gone = [folder.with_name(f"{folder.name}{REMOVED_SUFFIX}") for folder in folders]
    try:
        for folder, name in zip(folders, gone, strict=True):
            folder.replace(name)
        for folder in folders[:1]:
            durable_files.sync_file(folder.parent)
    except OSError:
        return
    for name in gone:
        shutil.rmtree(name, ignore_errors=True)


def clear(path: Path) -> None:
    """Remove what writers left that were killed; to be called by one that holds the lock."""
    folder = path / GENERATIONS_FOLDER
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        if entry.name.endswith((DRAFT_SUFFIX, REMOVED_SUFFIX)):
            shutil.rmtree(entry, ignore_errors=True)


def prune(path: Path, keep: int) -> None:
    """Remove all generations but the current one and the `keep` newest others."""
    now = current(path).name
    others = [name for name in list_generations(path) if name != now]
    remove(*(path / GENERATIONS_FOLDER / name for name in others[: max(0, len(others) - keep)]))
