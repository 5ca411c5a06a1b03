"""Plain text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.encoding import decode
from indexer.readers.size_limits import read_all


def read(stream: BinaryIO, name: str, columns: Mapping[str, str]) -> Iterator[RawDocument]:  # noqa: ARG001
    """Yield the one document of a text file. Raises DocumentRejected."""
    text = decode(read_all(stream, name), name)
    if not text.strip():
        raise DocumentRejected("%(name)s is empty.", name=name)
    yield RawDocument(name, text)
