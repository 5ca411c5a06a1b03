"""PDF files with a text layer."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import BinaryIO

from pypdf import PdfReader

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.encoding import unify
from indexer.readers.size_limits import BINARY_BYTES, DOCUMENT_BYTES, read_all, too_long

MAX_PAGES = 2_000


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document of a PDF file, its pages concatenated. Raises DocumentRejected."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)
    data = read_all(stream, name, BINARY_BYTES)
    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise DocumentRejected("%(name)s is a PDF file that asks for a password.", name=name)
        if len(reader.pages) > MAX_PAGES:
            raise DocumentRejected(
                "%(name)s has %(count)s pages, more than the %(limit)s it may have.",
                name=name,
                count=f"{len(reader.pages):,}",
                limit=f"{MAX_PAGES:,}",
            )
        title = (reader.metadata.title if reader.metadata else None) or ""
        pages, size = [], 0
        for page in reader.pages:
            pages.append(unify(page.extract_text()))
            size += len(pages[-1])
            if size > DOCUMENT_BYTES:
                raise too_long(name)
    except DocumentRejected:
        raise
    except Exception as error:  # pypdf raises many kinds of error on broken files; none may stop the other files
        raise DocumentRejected(
            "%(name)s is a damaged PDF file: %(error)s.", name=name, error=type(error).__name__
        ) from error
    text = "\n".join(pages)
    if not text.strip():
        raise DocumentRejected(
            "%(name)s is a PDF file without text; its pictures have to be recognised first.", name=name
        )
    yield RawDocument(name, text, hints={"title": title.strip()} if title.strip() else {})
