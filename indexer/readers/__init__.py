"""From files to raw documents: the reader is picked by what a file holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.encoding import decode
from indexer.report import Report

LIMIT = 200_000_000


def documents(paths: tuple[Path, ...], report: Report) -> Iterator[RawDocument]:
    """The documents of files and folders, in order of their names; what cannot be read goes into the report."""
    for root in paths:
        if not root.exists():
            report.reject(str(root), f"There is no file or folder {root}.")
            continue
        for path in sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else [root]:
            name = f"{root.resolve().name}/{path.relative_to(root).as_posix()}" if root.is_dir() else path.name
            report.files += 1
            try:
                yield from read(path, name)
            except DocumentRejected as error:
                report.reject(name, str(error))


def read(path: Path, name: str) -> Iterator[RawDocument]:
    """The documents of one file, which articles will call `name`. Raises DocumentRejected."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DocumentRejected(f"{name} cannot be read: {error.strerror}.") from error
    if not data.strip():
        raise DocumentRejected(f"{name} is empty.")
    yield RawDocument(name, decode(data, name))
