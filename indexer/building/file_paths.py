"""Normalise paths for storage and comparison."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: Path) -> str:
    """Return the absolute path without resolving links."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve follows links


def is_below(path: str, folders: tuple[str, ...], mark: str = os.sep) -> bool:
    """Return True if a path is one of `folders` or below one."""
    return any(path == folder or path.startswith(folder.rstrip(mark) + mark) for folder in folders)
