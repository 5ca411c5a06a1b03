"""Index generations on disk: folders that never change once written, and one pointer that is replaced atomically."""

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
from engine.messages import describe_error

POINTER_FILE = "current"
# File with the names of generations that were current until a rollback to an older one, one per line.
ROLLED_BACK = "rolled_back"
GENERATIONS_FOLDER = "generations"
# Suffixes of folders being written and being removed; neither is a generation, and the next writer removes both.
DRAFT_SUFFIX, REMOVED_SUFFIX = ".new", ".gone"
LOCK_RETRY_SECONDS = 0.1  # seconds between two attempts to lock
# Least seconds to wait for the lock: what a killed writer was just starting may hold it for a moment longer.
LOCK_GRACE_SECONDS = 0.5
_STAMP = "%Y%m%dT%H%M%S%f"
# 20230615T083000123456-1c0f: a time in UTC, and its checksum, so that no damaged name equals another one.
_NAME = re.compile(r"\d{8}T\d{12}(?:-[0-9a-f]{4})?")


class WriterLock:
    """Exclusive right to write below `path`; the operating system releases it when the process dies."""

    def __init__(self, path: Path, wait: float = 0.0) -> None:
        """Acquire the lock. Raises IndexLocked if it is still taken after `wait` seconds, IndexNotWritten.

        At least LOCK_GRACE_SECONDS are waited.
        """
        with durable_files.translate_os_errors(path):
            durable_files.make_folder(path)
            self._lock = FileLock(str(path / "lock"))
            end = time.monotonic() + max(wait, LOCK_GRACE_SECONDS)
            while not self._lock.acquire(blocking=False):
                remaining = end - time.monotonic()
                if remaining <= 0:
                    raise IndexLocked(
                        "Another writer is at work on the index in %(path)s; wait until it is done.", path=path
                    )
                time.sleep(min(LOCK_RETRY_SECONDS, remaining))

    def release(self) -> None:
        """Release the lock for the next writer; harmless when called again."""
        if self._lock.fd is not None:
            self._lock.release()


def create_draft(path: Path) -> Path:
    """Create an empty folder for a new generation, to be completed by `finish_draft`.

    It is named by the current time in UTC, later than all existing names.
    """
    folder = path / GENERATIONS_FOLDER
    durable_files.make_folder(folder)
    moment = datetime.datetime.now(datetime.UTC)
    for name in list_generations(path)[-1:]:  # a clock that was set back must not sort the new one before the old
        latest = datetime.datetime.strptime(name.partition("-")[0], _STAMP).replace(tzinfo=datetime.UTC)
        moment = max(moment, latest + datetime.timedelta(microseconds=1))
    stamp = moment.strftime(_STAMP)
    draft = folder / f"{stamp}-{zlib.crc32(stamp.encode()) & 0xFFFF:04x}{DRAFT_SUFFIX}"
    draft.mkdir()
    return draft


def finish_draft(draft: Path) -> Path:
    """Turn a folder made by `create_draft` into a generation, atomically and durably."""
    durable_files.sync_file(draft)
    folder = draft.with_name(draft.name.removesuffix(DRAFT_SUFFIX))
    draft.replace(folder)
    durable_files.sync_file(folder.parent)
    return folder


def current(path: Path) -> Path:
    """Return the folder of the current generation. Raises IndexMissing, IndexDamaged."""
    try:
        text = (path / POINTER_FILE).read_bytes().decode("ascii")
    except FileNotFoundError:
        names = list_generations(path)
        if not names:
            raise IndexMissing("There is no index in %(path)s yet; build one first.", path=path) from None
        raise IndexMissing(
            "Nothing in %(path)s says which generation readers use: `zhenwen rollback %(names)s`, or build again.",
            path=path,
            names=names[-1],
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(
            "The pointer %(path)s cannot be read: %(error)s.", path=path / POINTER_FILE, error=describe_error(error)
        ) from error
    name = text[:-1]
    if text[-1:] != "\n" or not _NAME.fullmatch(name) or not (path / GENERATIONS_FOLDER / name).is_dir():
        raise IndexDamaged(
            "The pointer %(path)s names a generation that is not there; roll back to one that is, or build again.",
            path=path / POINTER_FILE,
        )
    return path / GENERATIONS_FOLDER / name


def version(path: Path) -> tuple[int, int]:
    """Return a value that changes with the current generation; cheap enough to call at every search."""
    try:
        status = (path / POINTER_FILE).stat()
    except OSError:
        return (0, 0)
    return (status.st_mtime_ns, status.st_ino)


def write_pointer(path: Path, folder: Path) -> None:
    """Make `folder` the current generation, atomically even in a crash.

    Raises IndexNotWritten if it may or may not be done, OSError if it is not done.
    """
    draft = path / f"{POINTER_FILE}{DRAFT_SUFFIX}"
    with draft.open("wb") as file:
        file.write(f"{folder.name}\n".encode("ascii"))
        file.flush()
        # File system clocks may be coarse, and inode numbers are reused.
        now = time.time_ns()
        os.utime(draft, ns=(now, now))
        os.fsync(file.fileno())
    draft.replace(path / POINTER_FILE)
    try:
        durable_files.sync_file(path)
    except OSError as error:
        raise IndexNotWritten(
            "Readers have moved to %(name)s, but the disk does not confirm it (%(reason)s): after a power "
            "cut the former one may be back. Check the disk.",
            name=folder.name,
            reason=describe_error(error),
        ) from error


def rolled_back(path: Path) -> frozenset[str]:
    """Return the names of generations that a rollback took from readers."""
    try:
        return frozenset((path / ROLLED_BACK).read_text(encoding="ascii").split())
    except (OSError, UnicodeDecodeError):
        return frozenset()


def record_rollback(path: Path, target: Path) -> None:
    """Record the generations that a rollback to `target` takes from readers, before it is done. Raises OSError."""
    try:
        now = current(path).name
    except (IndexDamaged, IndexMissing):  # the generation that readers used is unknown
        return
    names, noted = list_generations(path), rolled_back(path)
    taken = {name for name in names if target.name < name <= now} | noted.intersection(names)
    if taken != noted:
        durable_files.write(path / ROLLED_BACK, "".join(f"{name}\n" for name in sorted(taken)).encode("ascii"))
        durable_files.sync_file(path)


def is_current(path: Path, folder: Path) -> bool:
    """Return True if this is the current generation, or if the pointer cannot be read."""
    try:
        return (path / POINTER_FILE).read_bytes() == f"{folder.name}\n".encode("ascii")
    except FileNotFoundError:
        return False
    except OSError:
        return True  # unknown: treat it as current, which must not be removed


def list_generations(path: Path) -> tuple[str, ...]:
    """Return the names of all generations, oldest first."""
    folder = path / GENERATIONS_FOLDER
    names = (entry.name for entry in folder.iterdir() if entry.is_dir()) if folder.is_dir() else ()
    return tuple(sorted(name for name in names if _NAME.fullmatch(name)))


def remove(*folders: Path) -> None:
    """Remove generations; their names go first, durably, so that no half-removed folder looks like one.

    Never fails: the next writer removes what is left over.
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
    """Remove unfinished and half-removed folders of killed writers; the caller must hold the lock."""
    folder = path / GENERATIONS_FOLDER
    for entry in list(folder.iterdir()) if folder.is_dir() else ():
        if entry.name.endswith((DRAFT_SUFFIX, REMOVED_SUFFIX)):
            shutil.rmtree(entry, ignore_errors=True)


def prune(path: Path, keep: int) -> None:
    """Remove all generations except the current one and the `keep` newest others."""
    now = current(path).name
    others = [name for name in list_generations(path) if name != now]
    remove(*(path / GENERATIONS_FOLDER / name for name in others[: max(0, len(others) - keep)]))
