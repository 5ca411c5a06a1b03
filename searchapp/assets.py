"""Locations and digests of templates/ and static/, inside the installed package or beside it in a checkout."""

from __future__ import annotations

import hashlib
from pathlib import Path

from jinja2 import FileSystemBytecodeCache

from engine.runtime.cache_dir import private_cache_folder

PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder `name`, from the installed package or from the checkout."""
    packaged = PACKAGE / name
    return packaged if packaged.is_dir() else PACKAGE.parent / name


def compiled_templates(compiler: Path) -> FileSystemBytecodeCache | None:
    """Return the cache of templates compiled by a module in this user's cache folder, None if there can be none.

    A template that has changed since, or was compiled by another version of the module, of Jinja or of Python, is
    compiled again.
    """
    with private_cache_folder(f"templates-{_digest(compiler.read_bytes())}") as cache:
        pass
    return FileSystemBytecodeCache(str(cache)) if cache.is_dir() else None


def digests(directory: Path) -> dict[str, str]:
    """Return the first 12 hex digits of the BLAKE2b of each file below `directory`, keyed by relative path with "/"."""
    files = sorted(path for path in directory.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(directory).as_posix(): _digest(path.read_bytes()) for path in files}


def digest_of_all(*directories: Path) -> str:
    """Return one digest that changes with any file below any of the directories."""
    return _digest(repr([digests(directory) for directory in directories]).encode())


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=6).hexdigest()
