"""DOCX files: all text in document order, tables row by row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any, BinaryIO

from docx import Document
from docx.document import Document as Document_
from lxml import etree

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.archive import Allowance, check_sizes
from indexer.readers.encoding import unify
from indexer.readers.size_limits import BINARY_BYTES, DOCUMENT_BYTES, read_all, too_long
from indexer.readers.word_xml import Lines, read_lines

# Parts beside the main text, by the end of their relationship type: part of the text, or left out.
NOTE_PARTS = ("/footnotes", "/endnotes")
LEFT_OUT_PARTS = {"/header": "page header", "/footer": "page footer", "/comments": "comment"}


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document of a DOCX file. Raises DocumentRejected."""
    data = read_all(stream, name, BINARY_BYTES)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_sizes(archive.infolist(), name, Allowance(BINARY_BYTES))
        document = Document(BytesIO(data))
        lines = read_lines(document.element.body)
        for part in _parts(document, NOTE_PARTS):
            lines.extend(read_lines(part))
        left_out_parts = [
            (kind, _text_of_part(part)) for end, kind in LEFT_OUT_PARTS.items() for part in _parts(document, (end,))
        ]
        title = document.core_properties.title
    except DocumentRejected:
        raise
    except Exception as error:  # python-docx raises many kinds of error on broken files; none may stop the other files
        raise DocumentRejected(
            "%(name)s is a damaged DOCX file: %(error)s.", name=name, error=type(error).__name__
        ) from error
    text, tables = lay_out(lines)
    if len(text) > DOCUMENT_BYTES:
        raise too_long(name)
    if not text.strip():
        raise DocumentRejected("%(name)s is a DOCX file without text.", name=name)
    left_out = dict.fromkeys(
        (kind, unify(said), len(text)) for kind, said in (*left_out_parts, *lines.left_out) if said.strip()
    )
    hints = {"title": title.strip()} if title.strip() else {}
    yield RawDocument(name, text, hints=hints, left_out=tuple(left_out), tables=tables)


def lay_out(lines: Lines) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text of lines, and the ranges of it that are table rows."""
    text, ranges, at = [], [], 0
    for line, row in lines.lines:
        text.append(unify(line))
        if row:
            ranges.append((at, at + len(text[-1])))
        at += len(text[-1]) + 1
    return "\n".join(text), tuple(ranges)


def _parts(document: Document_, ends: tuple[str, ...]) -> Iterator[Any]:
    """Yield the trees of the parts whose relationship type to the document ends with one of `ends`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for relation in document.part.rels.values():
        if relation.reltype.endswith(ends) and not relation.is_external:
            yield etree.fromstring(relation.target_part.blob, parser)


def _text_of_part(part: Any) -> str:
    return "\n".join(line for line, _ in read_lines(part).lines)
