"""A folder for what is quicker kept than made anew, where nobody but its owner can write."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_cache_folder(name: str) -> Iterator[Path]:
    """`name` in the user's cache of this program; where that cannot be had, or is not the user's own, an empty folder
    that is gone afterwards."""
    folder = _cache_root() / "zhenwen" / name
    if _make_private(folder):
        yield folder
    else:
        with tempfile.TemporaryDirectory(prefix="zhenwen-") as other:
            yield Path(other)


def _cache_root() -> Path:
    """Where the system keeps caches of this user."""
    stated = os.environ.get("LOCALAPPDATA" if os.name == "nt" else "XDG_CACHE_HOME", "")
    if Path(stated).is_absolute():
        return Path(stated)
    try:
        home = Path.home()
    except RuntimeError:  # a user without a home
        return Path("/nonexistent")
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _make_private(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "nt":
            return True
        stats = [path.stat() for path in (folder, folder.parent)]
        return all(status.st_uid == os.getuid() and not status.st_mode & 0o022 for status in stats) and os.access(
            folder, os.W_OK
        )
    except OSError:
        return False
