"""CSV files: a header that names the columns, one record per row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO

from engine.errors import DocumentRejected
from engine.messages import Message, describe_error
from indexer.document import RawDocument
from indexer.readers.encoding import detect
from indexer.readers.size_limits import DOCUMENT_BYTES
from indexer.readers.table_record import make_document, reject_some

SAMPLE_CHARS = 200_000


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:
    """Yield the documents of the rows. Raises DocumentRejected at the end if some of them are invalid."""
    csv.field_size_limit(DOCUMENT_BYTES)
    sample = stream.read(SAMPLE_CHARS)
    stream.seek(0)
    if not sample.strip():
        raise DocumentRejected("%(name)s is empty.", name=name)
    encoding = detect(sample[: sample.rfind(b"\n") + 1] or sample, name)
    text = io.TextIOWrapper(stream, encoding, errors="replace", newline="")
    wrong: list[Message] = []
    try:
        rows = csv.DictReader(_without_mark(text), delimiter=_delimiter(sample.decode(encoding, "replace")))
        for row, values in enumerate(rows):
            more = [cell for cell in values.pop(None, None) or () if cell.strip()]
            record = {key.strip().lstrip("\ufeff"): value for key, value in values.items()}
            try:
                document = make_document(name, row, record, columns)
                # Cells beyond the last column: text with an unquoted comma.
                left_out = (("cells behind the last column", "\n".join(more), len(document.text)),) if more else ()
                yield replace(document, left_out=left_out)
            except DocumentRejected as error:
                lines = max((len(str(value).split("\n")) for value in record.values()), default=1)
                torn = Message("; a quotation mark in it may not be closed, it goes over %(count)s lines", count=lines)
                problem = Message("row %(number)s %(problem)s", number=row + 1, problem=error.message)
                wrong.append(Message("%(problem)s%(advice)s", problem=problem, advice=torn) if lines > 1 else problem)
    except csv.Error as error:
        wrong.append(Message("cannot be read from some row on: %(error)s", error=describe_error(error)))
    finally:
        text.detach()
    reject_some(name, wrong)


def _without_mark(lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines without an initial byte order mark, and without NUL, which csv rejects."""
    for number, line in enumerate(lines):
        yield (line.lstrip("\ufeff") if number == 0 else line).replace("\0", "")


def _delimiter(sample: str) -> str:
    """Return the column separator of the header: the most frequent of comma, tab, semicolon and bar."""
    header = sample.partition("\n")[0]
    return max(",\t;|", key=header.count)
