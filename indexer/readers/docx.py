"""DOCX files: paragraphs and the cells of tables, in their order."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import BinaryIO

from docx import Document
from docx.document import Document as Document_
from docx.table import Table

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.encoding import unify
from indexer.readers.archive import Allowance, check_sizes
from indexer.readers.limits import BINARY_BYTES, DOCUMENT_BYTES, read_all, too_long


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:  # noqa: ARG001
    """The one document of a DOCX file. Raises DocumentRejected."""
    data = read_all(stream, name, BINARY_BYTES)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            check_sizes(archive.infolist(), name, Allowance(BINARY_BYTES))
        document = Document(BytesIO(data))
        text = unify("\n".join(_lines(document)))
        title = document.core_properties.title
    except DocumentRejected:
        raise
    except Exception as error:  # python-docx meets broken files with errors of many kinds; none may stop the others
        raise DocumentRejected(f"{name} is a damaged DOCX file: {type(error).__name__}.") from error
    if len(text) > DOCUMENT_BYTES:
        raise too_long(name)
    if not text.strip():
        raise DocumentRejected(f"{name} is a DOCX file without text.")
    yield RawDocument(name, text, hints={"title": title.strip()} if title.strip() else {})


def _lines(document: Document_) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "  ".join(cell.text.replace("\n", " ") for cell in row.cells)
        else:
            yield block.text
