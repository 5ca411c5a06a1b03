"""JSON Lines: one record a line; a JSON array of records is read as well."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.encoding import detect
from indexer.readers.limits import BINARY_BYTES, DOCUMENT_BYTES, read_all
from indexer.readers.record import make_document

SAMPLE = 200_000


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:
    """The documents of the records. Raises DocumentRejected at the end where some of them are none."""
    wrong: list[str] = []
    for row, record in enumerate(_records(stream, name)):
        try:
            if isinstance(record, str):
                raise DocumentRejected(record)
            yield make_document(name, row, record, columns)
        except DocumentRejected as error:
            wrong.append(f"record {row + 1} {error}")
    if wrong:
        rest = f" (and {len(wrong) - 1} more of its records)" if len(wrong) > 1 else ""
        raise DocumentRejected(f"{name}: {wrong[0]}{rest}.")


def _records(stream: BinaryIO, name: str) -> Iterator[dict[str, Any] | str]:
    """The records, each as its object or as what is wrong with it."""
    sample = stream.read(SAMPLE)
    stream.seek(0)
    encoding = detect(sample[: sample.rfind(b"\n") + 1] or sample, name)
    if sample.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"["):
        yield from _array(read_all(stream, name, BINARY_BYTES).decode(encoding, "replace"), name)
    elif encoding.startswith("utf-16"):
        yield from map(_record, read_all(stream, name, BINARY_BYTES).decode(encoding, "replace").splitlines())
    else:
        for line in _lines(stream):
            if len(line) > DOCUMENT_BYTES:
                yield f"is longer than the {DOCUMENT_BYTES // 1_000_000} MB that one document may have"
            elif line.strip():
                yield _record(line.decode(encoding, "replace"))


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines, one that is too long cut off just behind the limit."""
    while line := stream.readline(DOCUMENT_BYTES + 2):
        rest = line
        while len(rest) > DOCUMENT_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(DOCUMENT_BYTES + 2)
        yield line


def _record(line: str) -> dict[str, Any] | str:
    try:
        record = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        return f"is not JSON: {error}"
    return record if isinstance(record, dict) else "is not a JSON object"


def _array(text: str, name: str) -> Iterator[dict[str, Any] | str]:
    try:
        records = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise DocumentRejected(f"{name} is not JSON: {error}.") from error
    for record in records:
        yield record if isinstance(record, dict) else "is not a JSON object"
