"""Incremental writer of lists of ascending numbers; `elias_fano` defines the layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine.backends.whoosh.arrays import bit_packing, elias_fano
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.growing_array import GrowingArray


class ListsWriter:
    """Packs lists as they are added. Every number is less than `bound`."""

    def __init__(self, bound: int, paged: bool, folder: Path) -> None:
        self._bound, self._paged = bound, paged
        self._packed, self._counts = GrowingArray("u1", folder), GrowingArray("<u2", folder)
        self._groups, self._large = GrowingArray("<i8", folder), GrowingArray("<i8", folder)
        self._true = GrowingArray("<i8", folder)
        self._rest: tuple[Array, Array] = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._size = self._lists = 0

    def add(self, values: Array, counts: Array) -> None:
        """Append lists, concatenated in `values`, with their lengths in `counts`."""
        if len(self._rest[1]):
            values, counts = np.concatenate((self._rest[0], values)), np.concatenate((self._rest[1], counts))
        # Parts must be whole groups; remaining lists wait for the next call.
        keep = len(counts) // elias_fano.LISTS_PER_OFFSET * elias_fano.LISTS_PER_OFFSET
        end = int(counts[:keep].sum())
        self._pack(values[:end], counts[:keep])
        self._rest = values[end:].copy(), counts[keep:].copy()

    def fill(self, lists: int) -> None:
        """Append empty lists until there are `lists`."""
        missing = lists - self._lists - len(self._rest[1])
        self.add(self._rest[0][:0], np.zeros(missing, np.int64))

    def _pack(self, values: Array, counts: Array) -> None:
        if not len(counts):
            return
        part = elias_fano.pack(values, counts, self._bound, self._paged)
        half = len(part["large"]) // 2
        packed = part["packed"][: len(part["packed"]) - bit_packing.PADDING_BYTES]
        self._packed.add(packed)
        self._counts.add(part["counts"])
        self._groups.add(part["groups"] + self._size)
        self._large.add(part["large"][:half] + self._lists)
        self._true.add(part["large"][half:])
        self._size, self._lists = self._size + len(packed), self._lists + len(counts)

    def arrays(self) -> dict[str, Array]:
        """Return the arrays of all lists."""
        self._pack(*self._rest)
        self._packed.add(np.zeros(bit_packing.PADDING_BYTES, np.uint8))
        large = np.concatenate((self._large.array(), self._true.array()))
        return {
            "packed": self._packed.array(),
            "counts": self._counts.array(),
            "groups": self._groups.array(),
            "large": large,
        }
