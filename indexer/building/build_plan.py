"""Plan of a build or update: files to read, and files that are unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import SearchError
from engine.messages import Message
from indexer.building.build_inputs import Inputs, columns_of, outermost
from indexer.building.build_manifest import BuildManifest, FileRecord
from indexer.building.file_fingerprint import fingerprint_of, is_same
from indexer.building.file_paths import absolute, is_below
from indexer.readers.file_list import find_files
from indexer.report import Report


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """Files by name in order: those to read, and the records of the others. `inputs` are the named paths.

    `refused` are files, by the digest of their content, that led to a generation that was rolled back. If `lasting`,
    articles are kept of files that can no longer be read completely.
    """

    inputs: Inputs
    order: tuple[str, ...]
    read: Mapping[str, Path]
    unchanged: Mapping[str, FileRecord] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)
    lasting: bool = False


def plan_build(paths: tuple[Path, ...], inputs: Inputs, report: Report) -> BuildPlan:
    """Plan to read everything below `paths`, or all of `inputs` if there are none."""
    files = {name: path for path, name in find_files(paths or tuple(map(Path, outermost(inputs))), report)}
    return BuildPlan(inputs, tuple(files), files)


def plan_update(
    paths: tuple[Path, ...],
    inputs: Inputs,
    memory: BuildManifest,
    report: Report,
    reread: bool = False,
    thorough: bool = False,
    refused: Mapping[str, str] | None = None,
) -> BuildPlan:
    """Plan to read files below `paths` (default: all of `inputs`) that were added, changed or have other columns.

    Files elsewhere are kept, even if they are missing. `reread` reads all of it; `thorough` compares the content of
    files whose size and time are the same. Files that match `refused` are held back. Raises SearchError if no path is
    named and a remembered one is missing: a disk that is not mounted must not empty the index.
    """
    absolute_paths = tuple(map(absolute, paths)) or tuple(inputs)
    roots = outermost(inputs)
    missing = [path for path in roots if not Path(path).exists()]
    if missing and not paths:
        raise SearchError(
            "%(missing)s, which the index was made from, is not there, so the index stays as it is; name it "
            "to have its articles removed.",
            missing=missing[0],
        )
    there = tuple(Path(path) for path in roots if path not in missing)
    files_there = {name: path for path, name in find_files(there, report)}
    barred = tuple(rejection.file for rejection in report.rejected)
    refused = {name: digest for name, digest in (refused or {}).items() if digest == _digest_of(files_there.get(name))}
    unchanged = {}
    has_same_columns = memory.inputs == inputs
    for name, record in memory.files.items():
        if name not in files_there:
            stays = not is_below(record.path, absolute_paths) or name in refused or is_below(name, barred, "/")
        else:
            same = not is_below(record.path, absolute_paths) or is_same(record.path, record.fingerprint, thorough)
            mapped = has_same_columns or columns_of(record.path, memory.inputs) == columns_of(record.path, inputs)
            stays = (same and mapped and not reread) or name in refused
            if same and not mapped and not report.reread:
                report.reread = Message("the columns of tables have changed")
        if stays:
            unchanged[name] = record
            if name not in refused and is_below(name, barred, "/"):
                report.stale[name] = len(record.rows)
    report.held_back = sorted(name for name in refused if name in files_there or name in unchanged)
    order = [name for name in files_there if name in unchanged or name not in refused]
    order += [name for name in unchanged if name not in files_there]
    gone = {path for path in missing if is_below(path, absolute_paths)}
    remaining = {path: columns for path, columns in inputs.items() if path not in gone}
    to_read = {name: path for name, path in files_there.items() if name not in unchanged and name not in refused}
    return BuildPlan(remaining, tuple(order), to_read, unchanged, refused, lasting=True)


def say_change(former: str, new: str) -> Message | str:
    """Return the reason for reading everything again if the recipes differ, else ""."""
    if former == new:
        return ""
    others = former.split(" ")[:-1] == new.split(" ")[:-1]
    if others:
        return Message("the corrections have changed")
    return Message("the index was made with other rules of extraction")


def find_emptied(memory: BuildManifest, plan: BuildPlan) -> list[str]:
    """Return the named folders that held files before and hold none now, for example because a disk is not mounted."""
    before = {held.path for held in memory.files.values() if held.rows}
    after = {*(absolute(path) for path in plan.read.values()), *(held.path for held in plan.unchanged.values())}
    return [
        root
        for root in outermost(memory.inputs)
        if Path(root).is_dir() and any(is_below(path, (root,)) for path in before)
        if not any(is_below(path, (root,)) for path in after)
    ]


def to_refuse(memory: BuildManifest, undone: Sequence[BuildManifest]) -> dict[str, str]:
    """Return the digests of files that led to generations that were rolled back to one with this manifest."""
    result = dict(memory.refused)
    for later in undone:
        for name in memory.files.keys() | later.files.keys():
            before, after = (
                files[name].fingerprint.digest if name in files else "" for files in (memory.files, later.files)
            )
            if before != after and (after or name not in later.files):
                result[name] = after
    return result


def _digest_of(path: Path | None) -> str:
    return fingerprint_of(path).digest if path else ""
