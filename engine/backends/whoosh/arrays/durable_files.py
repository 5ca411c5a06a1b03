"""Writing so that it lasts: what was synced is there after a power cut, what fails says so in one sentence."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.errors import IndexNotWritten


@contextmanager
def translate_os_errors(path: Path) -> Iterator[None]:
    """Raises IndexNotWritten for a full, failing or read-only disk while something is written below `path`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise IndexNotWritten(
            f"The index in {path} cannot be written ({reason}); readers keep the one they have. "
            "Make room or mend the disk, then try again."
        ) from error


def sync_file(path: Path) -> None:
    """Make a file's bytes, or the names in a folder, last through a power cut."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot and need not
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and those above it that are not there, so that they last."""
    if path.is_dir():
        return
    make_folder(path.parent)
    path.mkdir(exist_ok=True)
    sync_file(path.parent)


def write(path: Path, data: bytes) -> None:
    """Write a file that is whole, or as it was before; its name lasts once the folder is synced."""
    draft = path.with_name(f"{path.name}.new")
    with draft.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def link(source: Path, target: Path) -> None:
    """The same file under another name: a link where the system has them, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
        sync_file(target)
