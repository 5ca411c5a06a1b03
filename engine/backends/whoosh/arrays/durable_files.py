"""Durable file operations: synced data survives a power cut, failures raise IndexNotWritten."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import IndexNotWritten
from engine.messages import describe_error


@contextmanager
def translate_os_errors(path: Path) -> Iterator[None]:
    """Raise IndexNotWritten for a full, failing or read-only disk while writing below `path`."""
    try:
        yield
    except OSError as error:
        raise IndexNotWritten(
            "The index in %(path)s cannot be written (%(reason)s); readers keep the one they have. Make "
            "room or mend the disk, then try again.",
            path=path,
            reason=describe_error(error),
        ) from error


def sync_file(path: Path) -> None:
    """Sync a file's bytes, or the names in a folder, to survive a power cut."""
    if os.name == "nt" and path.is_dir():
        return  # neither possible nor needed on Windows
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Create a folder and its missing parents durably."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_file(path.parent)


def write(path: Path, data: bytes) -> None:
    """Write a file atomically; its name is durable once the folder is synced."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def link(source: Path, target: Path) -> None:
    """Add another name for a file: a hard link if the system supports it, otherwise a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        sync_file(target)
