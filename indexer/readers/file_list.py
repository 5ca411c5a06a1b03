"""Find files below the named paths, each with the name that its articles will carry."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from engine.messages import Message, describe_error
from indexer.report import Report

# Leftovers of systems, editors and downloads: .DS_Store, .a.txt.swp, ~$report.docx, Thumbs.db, news.pdf.part.
_HIDDEN, _NAMES = (".", "~$"), ("thumbs.db", "ehthumbs.db", "desktop.ini")
_UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".download", ".swp", ".swo", "~")


def find_files(paths: tuple[Path, ...], report: Report) -> Iterator[tuple[Path, str]]:
    """Yield files in order of their names, each once; missing, unreadable or special files are recorded in the report.

    The name of a file is its path below the named folder, that folder's own name included: seeds/000.txt. Folders with
    the same name keep as much of the preceding path as distinguishes them: a/seeds and b/seeds.
    """
    labels = _label([path for path in paths if path.is_dir()])
    visited: set[str] = set()
    for path in paths:
        members = _below(path, labels[path], report) if path in labels else _alone(path, report)
        for file, name, real in members:
            if real not in visited:
                visited.add(real)
                report.files += 1
                yield file, spell(name)


def is_leftover(name: str) -> bool:
    """Return True if a file of this name holds no article, or an incomplete one."""
    name = name.lower()
    return name.startswith(_HIDDEN) or name in _NAMES or name.endswith(_UNFINISHED)


def spell(name: str) -> str:
    """Return the name of a file as text; bytes that are not UTF-8 are escaped: \\xff."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def size_of(path: Path) -> int:
    """Return the size of a file in bytes, 0 if it is unavailable."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _alone(path: Path, report: Report) -> Iterator[tuple[Path, str, str]]:
    """Yield a named file, as `_below` does."""
    try:
        mode = path.stat().st_mode
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        report.reject(
            str(path),
            Message("There is no file or folder %(path)s.", path=path)
            if missing
            else Message("%(path)s: %(reason)s.", path=path, reason=describe_error(error)),
        )
        return
    if stat.S_ISREG(mode):
        yield path, path.name, str(path.resolve())
    else:
        report.reject(str(path), Message("%(path)s is neither a file nor a folder.", path=path))


def _below(root: Path, label: str, report: Report) -> Iterator[tuple[Path, str, str]]:
    """Yield the files below a folder, each with its name and without links. Links lead only to files within it."""
    real = root.resolve()

    def barred(error: OSError) -> None:
        name = f"{label}/{Path(error.filename).relative_to(root).as_posix()}".removesuffix("/.")
        report.reject(name, Message("%(name)s cannot be opened: %(reason)s.", name=name, reason=describe_error(error)))

    for folder, subfolders, files in os.walk(root, onerror=barred):
        subfolders.sort()
        subfolders[:] = [name for name in subfolders if not name.startswith(_HIDDEN)]
        here = Path(folder)
        inside, bare = here.relative_to(root).as_posix(), os.path.realpath(folder)
        begin = label if inside == "." else f"{label}/{inside}"
        for file in sorted(files + [name for name in subfolders if (here / name).is_symlink()]):
            path, name = here / file, f"{begin}/{file}"
            if is_leftover(file):
                report.skipped += 1
                continue
            is_link = path.is_symlink()
            if is_link and not path.resolve().is_relative_to(real):
                report.reject(name, Message("%(name)s is a link that leads out of %(label)s.", name=name, label=label))
            elif path.is_file():
                yield path, name, os.path.realpath(path) if is_link else f"{bare.rstrip(os.sep)}{os.sep}{file}"
            elif not path.is_dir():
                report.reject(name, Message("%(name)s is no ordinary file.", name=name))


def _label(folders: list[Path]) -> dict[Path, str]:
    """Return the label of each folder, used in the names of its files."""
    parts = {folder: folder.resolve().parts for folder in folders}
    labels = {}
    for folder in folders:
        others = [parts[other] for other in folders if parts[other] != parts[folder]]
        count = 1
        while count < len(parts[folder]) and any(other[-count:] == parts[folder][-count:] for other in others):
            count += 1
        labels[folder] = "/".join(part.strip("/\\") for part in parts[folder][-count:]) or "root"
    return labels
