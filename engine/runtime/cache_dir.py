"""Per-user cache folder that only its owner can write to."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def private_cache_folder(name: str) -> Iterator[Path]:
    """Yield the folder `name` in the user's cache of this program.

    If it cannot be created, or another user owns it or can write to it, yield an empty temporary folder instead, which
    is removed afterwards.
    """
    folder = _cache_root() / "zhenwen" / name
    if _make_private(folder):
        yield folder
    else:
        with tempfile.TemporaryDirectory(prefix="zhenwen-") as other:
            yield Path(other)


def _cache_root() -> Path:
    """Return the system's cache folder of this user."""
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
