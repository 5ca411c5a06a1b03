"""Append-only arrays with bounded memory: long ones are kept in a temporary file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import IO, Any

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array

MEMORY_BYTES = 1 << 22  # bytes of an array from which it is moved to a file


class GrowingArray:
    """Array of one type. Its unnamed temporary file is in `folder` and is removed with the array."""

    def __init__(self, kind: Any, folder: Path) -> None:
        self._kind, self._folder = np.dtype(kind), folder
        self._parts: list[Array] = []
        self._held = 0
        self._file: IO[bytes] | None = None

    def add(self, part: Array) -> None:
        """Append values."""
        self._parts.append(part.astype(self._kind, copy=False))
        self._held += part.nbytes
        if self._held > MEMORY_BYTES:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - closed with the array
            for waiting in self._parts:
                self._file.write(np.ascontiguousarray(waiting).data)
            self._parts, self._held = [], 0

    def array(self) -> Array:
        """Return the whole array."""
        rest = np.concatenate([np.zeros(0, self._kind), *self._parts])
        if self._file is None:
            return rest
        self._file.write(rest.data)
        self._file.flush()
        return np.memmap(self._file, self._kind, "r")
