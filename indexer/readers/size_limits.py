"""How much a file given by a stranger may ask for."""

from __future__ import annotations

from typing import BinaryIO

from engine.errors import DocumentRejected

# One document, as bytes: many times a newspaper's whole issue.
DOCUMENT_BYTES = 20_000_000
# One picture-laden PDF or DOCX, as bytes; its text is far less.
BINARY_BYTES = 200_000_000


def read_all(stream: BinaryIO, name: str, limit: int = DOCUMENT_BYTES) -> bytes:
    """The whole of a stream. Raises DocumentRejected where it is empty or longer than `limit` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_long(name, limit)
    if not data.strip(b" \t\r\n\0"):
        raise DocumentRejected(f"{name} is empty.")
    return data


def too_long(name: str, limit: int = DOCUMENT_BYTES) -> DocumentRejected:
    """The error for a document that is longer than `limit` bytes."""
    return DocumentRejected(f"{name} is longer than the {limit // 1_000_000} MB that one document may have; split it.")
