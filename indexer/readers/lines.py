"""JSON Lines: one record per line; a JSON array of records is read as well."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO

from engine.errors import DocumentRejected
from engine.messages import Message, describe_error
from indexer.document import RawDocument
from indexer.readers.encoding import detect
from indexer.readers.size_limits import BINARY_BYTES, DOCUMENT_BYTES, read_all
from indexer.readers.table_columns import resolve
from indexer.readers.table_record import make_document, reject_some

SAMPLE_BYTES = 200_000
# Tabs and other control characters within a string are accepted.
DECODER = json.JSONDecoder(strict=False)
# Start of a value, after blanks and commas.
BEGINS = re.compile(r"[^\s,]")
# Maximum depth of the list of records within an API response.
DEPTH = 4
DIGEST_BYTES = 9
# A record, or the description of an error.
Record = dict[str, Any] | Message
NO_OBJECT = Message("is not a JSON object")


def read(
    stream: BinaryIO, name: str, columns: Mapping[str, str], is_known: Callable[[str], bool] = lambda _: False
) -> Iterator[RawDocument]:
    """Yield the documents of the records, without the content of lines whose digest is known, which are not parsed.

    Raises DocumentRejected at the end if some of them are invalid.
    """
    wrong: list[Message] = []
    for row, (record, digest) in enumerate(_records(stream, name, columns, is_known)):
        try:
            if record is None:
                yield RawDocument(name, "", row=row, record=digest)
                continue
            if isinstance(record, Message):
                raise DocumentRejected(record.sentence, **record.values)
            yield make_document(name, row, record, columns, digest)
        except DocumentRejected as error:
            wrong.append(Message("record %(number)s %(problem)s", number=row + 1, problem=error.message))
    reject_some(name, wrong)


def _records(
    stream: BinaryIO, name: str, columns: Mapping[str, str], is_known: Callable[[str], bool]
) -> Iterator[tuple[Record | None, str]]:
    """Yield the records, each as its object or as an error description, None for a known line.

    With each goes the digest of the line that it alone is, "" where there is none.
    """
    size = stream.seek(0, 2)
    stream.seek(0)
    sample = stream.read(SAMPLE_BYTES)
    stream.seek(0)
    encoding = detect(sample[: sample.rfind(b"\n") + 1] or sample, name)
    first = next((line for line in _clean(sample.decode(encoding, "replace")).split("\n") if line.strip()), "")
    is_array = first.lstrip().startswith("[")
    is_wide = encoding.startswith("utf-16")
    if is_array or is_wide or (size <= BINARY_BYTES and not _is_object(first)):
        text = _clean(read_all(stream, name, BINARY_BYTES).decode(encoding, "replace"))
        found = list(_values(text))
        if len(found) > 1 or not isinstance(found[0], Message):
            yield from ((record, "") for value in found for record in _unwrap(value, columns))
            return
        if is_array:
            raise DocumentRejected("%(name)s %(problem)s.", name=name, problem=found[0])
        for line in text.split("\n"):
            yield from ((record, "") for value in _values(line) for record in _unwrap(value, columns))
        return
    # What a line says depends on these too.
    start = hashlib.blake2b(repr((name, encoding, sorted(columns.items()))).encode(), digest_size=DIGEST_BYTES)
    for data in _lines(stream):
        if len(data) > DOCUMENT_BYTES:
            limit = DOCUMENT_BYTES // 1_000_000
            yield Message("is longer than the %(limit)s MB that one document may have", limit=limit), ""
            continue
        hashed = start.copy()
        hashed.update(data.rstrip(b"\r\n"))
        digest = hashed.hexdigest()
        if is_known(digest):
            yield None, digest
        elif line := _clean(data.decode(encoding, "replace")).strip():
            records = [record for value in _values(line) for record in _unwrap(value, columns)]
            yield from ((record, digest if len(records) == 1 else "") for record in records)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Yield lines; one that is too long is cut off just beyond the limit."""
    while line := stream.readline(DOCUMENT_BYTES + 2):
        rest = line
        while len(rest) > DOCUMENT_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(DOCUMENT_BYTES + 2)
        yield line


def _clean(text: str) -> str:
    """Remove initial byte order marks, and NUL, which crashed writers leave in files."""
    return text.lstrip("\ufeff").replace("\0", "").replace("\r\n", "\n")


def _is_object(line: str) -> bool:
    """Return True if a line begins with a complete object, not with part of one that continues on the next line."""
    try:
        return isinstance(DECODER.raw_decode(line.strip())[0], dict)
    except (ValueError, RecursionError):
        return False


def _values(text: str) -> Iterator[Any]:
    """Yield the concatenated objects and lists; at the end an error description, if parsing stops there."""
    at = 0
    while match := BEGINS.search(text, at):
        try:
            value, at = DECODER.raw_decode(text, match.start())
        except (ValueError, RecursionError) as error:
            yield Message("is not JSON: %(error)s", error=describe_error(error))
            return
        yield value if isinstance(value, dict | list) else NO_OBJECT


def _unwrap(value: Any, columns: Mapping[str, str], depth: int = DEPTH) -> Iterator[Record]:
    """Yield the records in a list, or in an API response that holds one: {"code": 0, "data": {"list": [{…}]}}."""
    if isinstance(value, list):
        for item in value:
            yield item if isinstance(item, dict) else NO_OBJECT
        return
    if isinstance(value, dict) and depth and "body" not in resolve(value, columns):
        for inner in value.values():
            items = inner if isinstance(inner, list) else [inner] if isinstance(inner, dict) else []
            found = [record for item in items for record in _unwrap(item, columns, depth - 1)]
            if any(isinstance(record, dict) and "body" in resolve(record, columns) for record in found):
                yield from found
                return
    yield value if isinstance(value, dict | Message) else NO_OBJECT
