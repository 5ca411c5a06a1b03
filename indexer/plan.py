"""Which files a build or an update has to read, and which are as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import SearchError
from indexer.fingerprint import is_same, take
from indexer.inputs import Inputs, columns_of, outermost
from indexer.memory import Holding, Memory
from indexer.paths import absolute, is_below
from indexer.readers.files import find_files
from indexer.report import Report


@dataclass(frozen=True, slots=True)
class Plan:
    """The files by name in their order: those to read, and what is known of the others. `inputs` are the paths named.

    `refused` are files, by the digest of what they hold, that led to a generation that was rolled back. `lasting`:
    articles stay that a file held which cannot be read whole any more.
    """

    inputs: Inputs
    order: tuple[str, ...]
    read: Mapping[str, Path]
    kept: Mapping[str, Holding] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    lasting: bool = False


def plan_build(paths: tuple[Path, ...], inputs: Inputs, report: Report) -> Plan:
    """Read everything below `paths`, all of `inputs` where none is named."""
    found = {name: path for path, name in find_files(paths or tuple(map(Path, outermost(inputs))), report)}
    return Plan(inputs, tuple(found), found)


def plan_update(
    paths: tuple[Path, ...],
    inputs: Inputs,
    memory: Memory,
    report: Report,
    reread: bool = False,
    thorough: bool = False,
    refused: Mapping[str, str] | None = None,
) -> Plan:
    """Read what was added or changed below `paths`, all of `inputs` where none is named, and what has other columns.

    What lies elsewhere stays as it is, even where it cannot be found. `reread` reads all of it; `thorough` looks into
    files whose size and time are the same. Files that are as `refused` has them are held back. Raises SearchError where
    nothing is named and something named before is missing: a disk that is not mounted must not empty the index.
    """
    named = tuple(map(absolute, paths)) or tuple(inputs)
    roots = outermost(inputs)
    missing = [path for path in roots if not Path(path).exists()]
    if missing and not paths:
        raise SearchError(
            f"{missing[0]}, which the index was made from, is not there, so the index stays as it is; "
            "name it to have its articles removed."
        )
    there = tuple(Path(path) for path in roots if path not in missing)
    found = {name: path for path, name in find_files(there, report)}
    barred = tuple(rejection.file for rejection in report.rejected)
    refused = {name: digest for name, digest in (refused or {}).items() if digest == _digest_of(found.get(name))}
    kept = {}
    for name, held in memory.files.items():
        if name not in found:
            stays = not is_below(held.path, named) or name in refused or is_below(name, barred, "/")
        else:
            same = not is_below(held.path, named) or is_same(Path(held.path), held.fingerprint, thorough)
            mapped = columns_of(held.path, memory.inputs) == columns_of(held.path, inputs)
            stays = (same and mapped and not reread) or name in refused
            if same and not mapped and not report.reread:
                report.reread = "the columns of tables have changed"
        if stays:
            kept[name] = held
            if name not in refused and is_below(name, barred, "/"):
                report.stale[name] = len(held.rows)
    report.held_back = sorted(name for name in refused if name in found or name in kept)
    order = [name for name in found if name in kept or name not in refused]
    order += [name for name in kept if name not in found]
    gone = {path for path in missing if is_below(path, named)}
    known = {path: columns for path, columns in inputs.items() if path not in gone}
    to_read = {name: path for name, path in found.items() if name not in kept and name not in refused}
    return Plan(known, tuple(order), to_read, kept, refused, lasting=True)


def find_emptied(memory: Memory, plan: Plan) -> list[str]:
    """The folders named to the build that held files and hold none now, as where a disk is mounted that is away."""
    before = {held.path for held in memory.files.values() if held.rows}
    after = {*(absolute(path) for path in plan.read.values()), *(held.path for held in plan.kept.values())}
    return [
        root
        for root in outermost(memory.inputs)
        if Path(root).is_dir() and any(is_below(path, (root,)) for path in before)
        if not any(is_below(path, (root,)) for path in after)
    ]


def to_refuse(memory: Memory, undone: Sequence[Memory]) -> dict[str, str]:
    """What files held, by digest, when they led to generations that were rolled back to one with this memory."""
    found = dict(memory.refused)
    for later in undone:
        for name in memory.files.keys() | later.files.keys():
            before, after = (
                files[name].fingerprint.digest if name in files else "" for files in (memory.files, later.files)
            )
            if before != after and (after or name not in later.files):
                found[name] = after
    return found


def _digest_of(path: Path | None) -> str:
    return take(path).digest if path else ""
