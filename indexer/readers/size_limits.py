"""Size limits for untrusted files."""

from __future__ import annotations

from typing import BinaryIO

from engine.errors import DocumentRejected

# Limit for one document, in bytes: many times a whole newspaper issue.
DOCUMENT_BYTES = 20_000_000
# Limit for a PDF or DOCX with many pictures, in bytes; its text is far smaller.
BINARY_BYTES = 200_000_000


def read_all(stream: BinaryIO, name: str, limit: int = DOCUMENT_BYTES) -> bytes:
    """Read a whole stream. Raises DocumentRejected if it is empty or longer than `limit` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise too_long(name, limit)
    if not data.strip(b" \t\r\n\0"):
        raise DocumentRejected("%(name)s is empty.", name=name)
    return data


def too_long(name: str, limit: int = DOCUMENT_BYTES) -> DocumentRejected:
    """Return the error for a document longer than `limit` bytes."""
    return DocumentRejected(
        "%(name)s is longer than the %(limit)s MB that one document may have; split it.",
        name=name,
        limit=limit // 1_000_000,
    )
