"""Normalise paths for storage and comparison."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: Path) -> str:
    """Return the absolute path without resolving links."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve follows links


def at_home(path: str) -> Path:
    """Return the path with the home folder for ~, which stays where there is none of that name."""
    return Path(os.path.expanduser(path))  # noqa: PTH111 - pathlib raises where there is none


def is_below(path: str, folders: tuple[str, ...], mark: str = os.sep) -> bool:
    """Return True if a path is one of `folders` or below one."""
    return any(path == folder or path.startswith(folder.rstrip(mark) + mark) for folder in folders)
