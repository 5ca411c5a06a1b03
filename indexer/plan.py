"""Which files a build or an update has to read, and which are as they were."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import SearchError
from indexer.fingerprint import is_same
from indexer.memory import Holding, Memory
from indexer.readers.files import find_files
from indexer.report import Report


@dataclass(frozen=True, slots=True)
class Plan:
    """The files by name in their order: those to read, and what is known of the others. `paths` are those named."""

    paths: tuple[str, ...]
    order: tuple[str, ...]
    read: Mapping[str, Path]
    kept: Mapping[str, Holding] = field(default_factory=dict)


def plan_build(paths: tuple[Path, ...], report: Report) -> Plan:
    """Read everything."""
    found = {name: path for path, name in find_files(paths, report)}
    return Plan(tuple(map(absolute, paths)), tuple(found), found)


def plan_update(
    paths: tuple[Path, ...], memory: Memory, report: Report, reread: bool = False, thorough: bool = False
) -> Plan:
    """Read what was added or changed below `paths`, all that the index was made from where none is named.

    What lies elsewhere stays as it is, even where it cannot be found. `reread` reads all of it; `thorough` looks into
    files whose size and time are the same. Raises SearchError where nothing is named and something named before is
    missing: a disk that is not mounted must not empty the index.
    """
    named = tuple(map(absolute, paths)) or memory.paths
    roots = (*memory.paths, *(path for path in named if not is_below(path, memory.paths)))
    missing = [path for path in roots if not Path(path).exists()]
    if missing and not paths:
        raise SearchError(
            f"{missing[0]}, which the index was made from, is not there, so the index stays as it is; "
            "name it to have its articles removed."
        )
    there = tuple(Path(path) for path in roots if path not in missing)
    found = {name: path for path, name in find_files(there, report)}
    order = [*found, *(name for name, held in memory.files.items() if name not in found and _stays(held, named))]
    kept = {}
    for name in order:
        held = memory.files.get(name)
        same = held and (not is_below(held.path, named) or is_same(Path(held.path), held.fingerprint, thorough))
        if held and same and not (reread and name in found):
            kept[name] = held
    known = tuple(path for path in roots if path not in missing or not is_below(path, named))
    return Plan(known, tuple(order), {name: path for name, path in found.items() if name not in kept}, kept)


def absolute(path: Path) -> str:
    """The whole path, links left as they are named."""
    return os.path.abspath(path)  # noqa: PTH100 - resolve follows links


def is_below(path: str, folders: tuple[str, ...]) -> bool:
    """Whether a path is one of these or lies below one."""
    return any(path == folder or path.startswith(folder.rstrip(os.sep) + os.sep) for folder in folders)


def _stays(held: Holding, named: tuple[str, ...]) -> bool:
    """Whether what a file that was not found held stays: it lies below nothing that was named."""
    return not is_below(held.path, named)
