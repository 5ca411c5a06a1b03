"""Paths as they are remembered and compared."""

from __future__ import annotations

import os
from pathlib import Path


def absolute(path: Path) -> str:
    """The whole path, links left as they are named."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve follows links


def is_below(path: str, folders: tuple[str, ...], mark: str = os.sep) -> bool:
    """Whether a path is one of these or lies below one."""
    return any(path == folder or path.startswith(folder.rstrip(mark) + mark) for folder in folders)
