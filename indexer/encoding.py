"""Bytes to text: UTF-8, UTF-16, GB18030 and Big5, told apart by what the bytes can be."""

from __future__ import annotations

import codecs

from engine.errors import DocumentRejected

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def decode(data: bytes, name: str) -> str:
    """The text of a file, with "\\n" as the only line end. Raises DocumentRejected, which calls the file `name`."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _lines(data[len(mark) :].decode(encoding, errors="replace"))
    if b"\0" in data:
        raise DocumentRejected(f"{name} is binary, not text.")
    for encoding in ("utf-8", "gb18030", "big5"):
        try:
            return _lines(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    raise DocumentRejected(f"{name} is in none of UTF-8, UTF-16, GB18030 and Big5; convert it to UTF-8.")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
