"""Spreadsheets (XLSX): in each sheet a row that names the columns, one record per row below it."""

from __future__ import annotations

import datetime
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import chain, count, islice
from typing import Any, BinaryIO

from openpyxl import load_workbook

from engine.errors import DocumentRejected
from engine.messages import Message, translatable
from indexer.document import RawDocument
from indexer.readers.archive import Allowance, check_sizes
from indexer.readers.size_limits import BINARY_BYTES, read_all
from indexer.readers.table_columns import resolve
from indexer.readers.table_record import make_document, reject_some

# Rows, such as a title over all columns, that may stand above the names of the columns, and columns that are read.
ROWS_ABOVE_NAMES, MAX_COLUMNS = 20, 200

Row = tuple[str, ...]


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:
    """Yield the documents of the rows of all sheets. Raises DocumentRejected, at the end if only some are invalid."""
    data = read_all(stream, name, BINARY_BYTES)
    wrong: list[Message] = []
    numbers, first_rows = count(), list[Row]()
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_sizes(archive.infolist(), name, Allowance(BINARY_BYTES))
        for sheet, rows in _sheets(data):
            above = list(islice(rows, ROWS_ABOVE_NAMES))
            at = next((at for at, row in enumerate(above) if _names_columns(row, columns)), None)
            if at is None:
                first_rows += above[:1]
                continue
            # The place of each name; of columns with the same name, the first counts.
            places = {column: place for place, column in reversed(list(enumerate(above[at]))) if column}
            for line, row in enumerate(chain(above[at + 1 :], rows), at + 2):
                if any(row):
                    record = {column: row[place] for column, place in reversed(places.items()) if place < len(row)}
                    try:
                        yield make_document(name, next(numbers), record, columns)
                    except DocumentRejected as error:
                        place = {"sheet": sheet, "number": line, "problem": error.message}
                        wrong.append(Message("sheet %(sheet)s, row %(number)s %(problem)s", **place))
    except DocumentRejected:
        raise
    except Exception as error:  # openpyxl raises many kinds of error on broken files; none may stop the other files
        wrong.append(Message("the Excel file is damaged: %(error)s", error=type(error).__name__))
    if not wrong and not next(numbers):
        known = ", ".join(repr(cell) for row in first_rows for cell in row if cell)
        sentence = translatable(
            "%(name)s has no row that names its columns and that of the text; it begins: %(known)s."
        )
        raise DocumentRejected(sentence, name=name, known=known[:200] or "-")
    reject_some(name, wrong)


def _sheets(data: bytes) -> Iterator[tuple[str, Iterator[Row]]]:
    """Yield the visible sheets with their rows of texts, without empty cells at their ends."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that it leaves out
        workbook = load_workbook(BytesIO(data), read_only=True, data_only=True)
        for sheet in workbook.worksheets:
            if sheet.sheet_state == "visible":
                sheet.reset_dimensions()  # which some programs write wrong
                yield sheet.title, (tuple(map(_write, row[:MAX_COLUMNS])) for row in sheet.iter_rows(values_only=True))


def _names_columns(row: Row, columns: Mapping[str, str]) -> bool:
    """Return whether a row names at least two known columns, the body among them."""
    resolved = resolve(tuple(cell for cell in row if cell), columns)
    return "body" in resolved and len({name for names in resolved.values() for name in names}) >= 2


def _write(value: Any) -> str:
    """Return the text of a cell: days and times as ISO, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
