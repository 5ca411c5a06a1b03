"""Lists of ascending numbers packed as they come; `sparse` says how they lie."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.backends.whoosh.segment import bits, sparse
from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.writing.sinks import Sink


class ListsWriter:
    """Lists that come in parts, packed as they come. `bound` is above every number."""

    def __init__(self, bound: int, paged: bool, folder: Path) -> None:
        self._bound, self._paged = bound, paged
        self._packed, self._counts = Sink("u1", folder), Sink("<u2", folder)
        self._groups, self._large = Sink("<i8", folder), Sink("<i8", folder)
        self._true = Sink("<i8", folder)
        self._rest: tuple[Array, Array] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._size = self._lists = 0

    def add(self, values: Array, counts: Array) -> None:
        """More lists behind the ones so far, in one row."""
        if len(self._rest[1]):
            values, counts = np.concatenate((self._rest[0], values)), np.concatenate((self._rest[1], counts))
        # Parts must be of whole groups; the lists left over wait for the next.
        keep = len(counts) // sparse.GROUP * sparse.GROUP
        end = int(counts[:keep].sum())
        self._pack(values[:end], counts[:keep])
        self._rest = values[end:].copy(), counts[keep:].copy()

    def fill(self, lists: int) -> None:
        """Empty lists until there are so many."""
        missing = lists - self._lists - len(self._rest[1])
        self.add(self._rest[0][:0], np.zeros(missing, np.int64))

    def _pack(self, values: Array, counts: Array) -> None:
        if not len(counts):
            return
        part = sparse.pack(values, counts, self._bound, self._paged)
        half = len(part["large"]) // 2
        packed = part["packed"][: len(part["packed"]) - bits.PADDING]
        self._packed.add(packed)
        self._counts.add(part["counts"])
        self._groups.add(part["groups"] + self._size)
        self._large.add(part["large"][:half] + self._lists)
        self._true.add(part["large"][half:])
        self._size, self._lists = self._size + len(packed), self._lists + len(counts)

    def arrays(self) -> dict[str, Array]:
        """The arrays of them all."""
        self._pack(*self._rest)
        self._packed.add(np.zeros(bits.PADDING, np.uint8))
        large = np.concatenate((self._large.array(), self._true.array()))
        return {
            "packed": self._packed.array(),
            "counts": self._counts.array(),
            "groups": self._groups.array(),
            "large": large,
        }
