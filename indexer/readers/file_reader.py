"""Files to raw documents: select the reader by content; the suffix only decides doubtful cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from engine.errors import DocumentRejected
from engine.messages import Message, describe_error
from indexer.document import RawDocument
from indexer.readers.archive import Allowance, members
from indexer.readers.file_list import find_files
from indexer.readers.file_type import find_kind
from indexer.report import Report

# Columns and keys of a table by the field of Article that they hold: {"body": "content"}.
Columns = Mapping[str, str]


Reader = Callable[..., Iterator[RawDocument]]


def documents(paths: tuple[Path, ...], report: Report, columns: Columns | None = None) -> Iterator[RawDocument]:
    """Yield the documents of files and folders, in order of their names; unreadable input goes into the report."""
    for path, name in find_files(paths, report):
        try:
            yield from read(path, name, columns)
        except DocumentRejected as error:
            report.reject(name, error.message)


def read(
    path: Path,
    name: str,
    columns: Columns | None = None,
    allowance: Allowance | None = None,
    is_known: Callable[[str], bool] | None = None,
) -> Iterator[RawDocument]:
    """Yield the documents of one file, called `name` in articles; of an archive, the part given by `allowance`.

    Of lines whose digest `is_known` the documents have no content, which saves most of the time that reading takes.
    Raises DocumentRejected if the file, or part of it, cannot be read; readable documents are yielded first.
    """
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, name, columns or {}, allowance, is_known)
    except OSError as error:
        raise DocumentRejected("%(name)s cannot be read: %(error)s.", name=name, error=describe_error(error)) from error


def kind_of(path: Path, name: str, columns: Columns | None = None) -> str | None:
    """Return the kind of a file, None if it cannot be determined."""
    try:
        with path.open("rb") as stream:
            return find_kind(stream, name, columns or {})
    except (OSError, DocumentRejected):
        return None


def read_stream(
    stream: BinaryIO,
    name: str,
    columns: Columns,
    allowance: Allowance | None = None,
    is_known: Callable[[str], bool] | None = None,
) -> Iterator[RawDocument]:
    """Yield the documents of an open file. Raises DocumentRejected. `allowance` is left by enclosing archives."""
    kind = find_kind(stream, name, columns)
    if kind == "archive":
        yield from _read_archive(stream, name, columns, allowance or Allowance())
    elif kind == "lines" and is_known:
        yield from _reader(kind, name)(stream, name, columns, is_known)
    else:
        yield from _reader(kind, name)(stream, name, columns)


def _reader(kind: str, name: str) -> Reader:
    """Return the reader of a kind. Raises DocumentRejected if the extra of that name is not installed."""
    try:
        reader: Reader = import_module(f"indexer.readers.{kind}").read
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "indexer":
            raise
        raise DocumentRejected(
            "%(name)s requires the extra %(extra)s: pip install 'zhenwen[%(extra)s]'.", name=name, extra=kind
        ) from error
    return reader


def _read_archive(stream: BinaryIO, name: str, columns: Columns, allowance: Allowance) -> Iterator[RawDocument]:
    """Yield the documents of the files in an archive. Raises DocumentRejected at its end for unreadable ones."""
    wrong: list[Message] = []
    allowance.depth += 1
    for member, load in members(stream, name, allowance):
        try:
            allowance.begin(f"{name}/{member}")
            yield from read_stream(BytesIO(load()), f"{name}/{member}", columns, allowance)
        except DocumentRejected as error:
            wrong.append(error.message)
    allowance.depth -= 1
    if len(wrong) == 1:
        raise DocumentRejected(wrong[0].sentence, **wrong[0].values)
    if wrong:
        raise DocumentRejected(
            "%(reason)s %(count)s more of its files cannot be read.", reason=wrong[0], count=len(wrong) - 1
        )
