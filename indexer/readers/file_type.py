"""Detect a file's type from its first bytes; types are the names of the reader modules."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import PurePath
from typing import BinaryIO

from engine.errors import DocumentRejected
from engine.messages import describe_error, translatable
from indexer.readers.table_columns import resolve

# Bytes of a file that are examined.
SAMPLE_BYTES = 8192

# Signatures of binary files, with advice for the user.
PICTURE = translatable("%(name)s is a picture; its text has to be recognised first.")
BINARY_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", translatable("%(name)s is a Word or Excel file of before 2007; save it as DOCX or XLSX.")),
    (b"{\\rtf", translatable("%(name)s is RTF; save it as DOCX or plain text.")),
    (b"\x89PNG", PICTURE),
    (b"\xff\xd8\xff", PICTURE),
    (b"GIF8", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"\x1f\x8b", translatable("%(name)s is packed with gzip; unpack it or pack it as ZIP.")),
    (b"\xfd7zXZ", translatable("%(name)s is packed with xz; unpack it or pack it as ZIP.")),
    (b"Rar!", translatable("%(name)s is a RAR archive; pack it as ZIP.")),
    (b"7z\xbc\xaf", translatable("%(name)s is a 7z archive; pack it as ZIP.")),
    (b"SQLite format 3", translatable("%(name)s is a database; export its table as CSV.")),
)
# <!DOCTYPE html> · <html lang="zh"> · <meta charset="gbk">
MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|br)\b", re.IGNORECASE)


def find_kind(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> str:
    """Return the kind of a file: the name of its reader, or archive. Raises DocumentRejected for anything else."""
    head = stream.read(SAMPLE_BYTES)
    stream.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _packed(stream, name)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    for mark, sentence in BINARY_SIGNATURES:
        if head.startswith(mark):
            raise DocumentRejected(sentence, name=name)
    text = head.decode(_width(head), "replace").lstrip("\ufeff \t\r\n")
    suffix = PurePath(name).suffix.lower()
    if text.startswith(("{", "[")) and (suffix in (".jsonl", ".ndjson", ".json") or _is_json(text)):
        return "lines"
    if suffix in (".jsonl", ".ndjson") and "{" in text:  # even if the first record is not an object
        return "lines"
    if suffix in (".csv", ".tsv") or _is_table(text, columns):
        return "table"
    tags = len(MARKUP.findall(text.encode()))
    if (text[:1] == "<" and tags) or tags >= 3 or (suffix in (".html", ".htm", ".shtml") and tags):
        return "page"
    return "markdown" if suffix in (".md", ".markdown") else "text"


def _width(head: bytes) -> str:
    """Return UTF-16 if marked, or if markup or JSON begins in it; else UTF-8, which decodes at least ASCII."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    if head[:1] in (b"<", b"{", b"[") and head[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if head[:1] == b"\0" and head[1:2] in (b"<", b"{", b"[") else "utf-8"


def _packed(stream: BinaryIO, name: str) -> str:
    try:
        names = zipfile.ZipFile(stream).namelist()
    except Exception as error:  # zipfile raises many kinds of error on broken archives; none may stop the other files
        raise DocumentRejected(
            "%(name)s is a damaged ZIP archive: %(error)s.", name=name, error=describe_error(error)
        ) from error
    finally:
        stream.seek(0)
    if "word/document.xml" in names:
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "archive"


def _is_json(text: str) -> bool:
    """Return True if the first line, as far as it was read, is a JSON object."""
    line, whole, _ = text.partition("\n")
    if not whole:
        return re.match(r'[\[{]\s{0,9}(?:\{\s{0,9})?"[^"\n]{1,80}"\s{0,9}:', text) is not None
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _is_table(text: str, columns: Mapping[str, str]) -> bool:
    """Return True if the first line names two known columns or more, the body among them."""
    header = text.partition("\n")[0].replace("\r", " ")
    for delimiter in ",\t;|":
        resolved = resolve(next(csv.reader([header], delimiter=delimiter), []), columns)
        if "body" in resolved and len({name for names in resolved.values() for name in names}) >= 2:
            return True
    return False
