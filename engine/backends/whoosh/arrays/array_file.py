"""Segment file: named flat arrays after one header, each with a checksum, memory-mapped."""

from __future__ import annotations

import json
import mmap
import os
import re
import struct
import time
import zlib
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from engine.errors import IndexDamaged, IndexVersionError
from engine.messages import Message, describe_error


class Reader(Protocol):
    """Reader of an index that consists of `files`."""

    @property
    def files(self) -> Sequence[ArrayFile]:
        """Files of all segments."""
        ...


Self = TypeVar("Self", bound=Reader)


Parameters = ParamSpec("Parameters")


ReturnValue = TypeVar("ReturnValue")


def raises_index_damaged(
    read: Callable[Concatenate[Self, Parameters], ReturnValue],
) -> Callable[Concatenate[Self, Parameters], ReturnValue]:
    """Wrap a method to raise IndexDamaged if it fails and a file of the index is damaged.

    Array indices are checked where they are used, by numpy and by the kernels, which raise IndexError, ValueError or
    OverflowError for wrong ones. If the files are sound these are errors of the program, and are raised unchanged.
    """

    @wraps(read)
    def sound(self: Self, *args: Parameters.args, **kwargs: Parameters.kwargs) -> ReturnValue:
        try:
            return read(self, *args, **kwargs)
        except (IndexError, ValueError, OverflowError) as error:
            try:
                for file in self.files:
                    file.prove()
            except IndexDamaged as damage:
                raise damage from error
            raise

    return sound  # type: ignore[return-value]  # has the signature of `read`


MAGIC = b"ZHENWEN\n"
VERSION = 2  # incremented with every change of the file format, even of a name
ALIGNMENT_BYTES = 64
PROVEN = 600.0  # seconds for which a verified file is not verified again
_HEAD = struct.Struct("<8sIIQ")  # magic, version, crc32 of the header, its length
# <u4 · |u1 · <f8: numbers, never objects.
_KIND = re.compile(r"[<|][biuf][1248]")

Array = npt.NDArray[Any]


class ArrayFile(Mapping[str, Array]):
    """Read-only arrays of one file by name, read on first use; `meta` is the JSON metadata stored with them."""

    def __init__(self, path: Path) -> None:
        """Map the file and read its header. Raises IndexDamaged, IndexVersionError."""
        self.path = path
        try:
            with path.open("rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise IndexDamaged(
                "The index file %(path)s cannot be opened: %(error)s.", path=path, error=describe_error(error)
            ) from error
        self._start, self._table, self.meta = self._header()
        self._open: dict[str, Array] = {}
        self._proven = -PROVEN

    def _header(self) -> tuple[int, dict[str, tuple[str, int, int, int]], dict[str, Any]]:
        if len(self._map) < _HEAD.size or self._map[: len(MAGIC)] != MAGIC:
            raise IndexDamaged(
                "%(path)s is not an index file, or it was cut short; build the index again.", path=self.path
            )
        _, version, crc, length = _HEAD.unpack_from(self._map)
        if version != VERSION:
            age = Message("older") if version < VERSION else Message("newer")
            raise IndexVersionError(
                "%(path)s was written in version %(version)s of the format, %(age)s than %(limit)s: `zhenwen build` "
                "makes it anew.",
                path=self.path,
                version=version,
                age=age,
                limit=VERSION,
            )
        text = self._map[_HEAD.size : _HEAD.size + length]
        if len(text) != length or zlib.crc32(text) != crc:
            raise IndexDamaged("The header of %(path)s is damaged; build the index again.", path=self.path)
        self._behind = _HEAD.size + length
        start = _up(self._behind)
        try:
            head = json.loads(text)
            size, table, meta = head["size"], head["arrays"], dict(head["meta"])
            whole = all(_fits(kind, offset, count, crc, size) for kind, offset, count, crc in table.values())
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise IndexDamaged(
                "The header of %(path)s is none (%(error)s); build the index again.",
                path=self.path,
                error=describe_error(error),
            ) from error
        if not whole or start + size != len(self._map):
            raise IndexDamaged("%(path)s is not as long as it was written; build the index again.", path=self.path)
        return start, table, meta

    def __getitem__(self, name: str) -> Array:
        array = self._open.get(name)
        if array is None:
            kind, offset, count, _ = self._table[name]
            array = np.frombuffer(self._map, dtype=kind, count=count, offset=self._start + offset)
            self._open[name] = array
        return array

    def __iter__(self) -> Any:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def check(self) -> None:
        """Raise IndexDamaged if the file was truncated since it was opened.

        Reading behind the end of a mapped file kills the process.
        """
        if self._map.size() < len(self._map):
            raise IndexDamaged("%(path)s was cut short while it was in use; build the index again.", path=self.path)

    def let_go(self) -> None:
        """Unmap the pages that were read; they are mapped again on their next use."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def verify(self) -> None:
        """Read every byte and check it. Raises IndexDamaged."""
        end = self._behind
        for name, (_, offset, _, crc) in sorted(self._table.items(), key=lambda item: item[1][1]):
            start = self._start + offset
            if any(self._map[end:start]):
                raise IndexDamaged("%(path)s has bytes between its arrays; build the index again.", path=self.path)
            end = start + self[name].nbytes
            if _crc(self[name]) != crc:
                raise IndexDamaged(
                    "The array %(name)s of %(path)s is damaged; build the index again.", name=name, path=self.path
                )

    def prove(self) -> None:
        """Call `verify` unless the file was verified in the last `PROVEN` seconds. Raises IndexDamaged."""
        if time.monotonic() > self._proven + PROVEN:
            self.verify()
            self._proven = time.monotonic()


def write(path: Path, arrays: Mapping[str, Array], meta: Mapping[str, Any], lasting: bool = True) -> None:
    """Write a file for `ArrayFile`, atomically: it appears under its name only when complete.

    With `lasting` it is on the disk before it gets its name.
    """
    table: dict[str, tuple[str, int, int, int]] = {}
    offset = 0
    plain = {name: np.ascontiguousarray(array).reshape(-1) for name, array in arrays.items()}
    for name, array in plain.items():
        offset = _up(offset)
        table[name] = (array.dtype.newbyteorder("<").str, offset, array.size, _crc(array))
        offset += array.nbytes
    text = json.dumps({"arrays": table, "meta": meta, "size": offset}, ensure_ascii=False).encode()
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(_HEAD.pack(MAGIC, VERSION, zlib.crc32(text), len(text)))
        file.write(text)
        start = _up(_HEAD.size + len(text))
        for name, array in plain.items():
            file.write(bytes(start + table[name][1] - file.tell()))
            file.write(_bytes(array))
        file.flush()
        if lasting:
            os.fsync(file.fileno())
    draft.replace(path)


def _fits(kind: str, offset: int, count: int, crc: int, size: int) -> bool:
    """Return True if an array of the header lies within its file; the file may be untrusted."""
    return bool(_KIND.fullmatch(kind)) and min(offset, count, crc) >= 0 and offset + count * int(kind[2]) <= size


def _up(offset: int) -> int:
    return -(-offset // ALIGNMENT_BYTES) * ALIGNMENT_BYTES


def _bytes(array: Array) -> memoryview:
    return array.data.cast("B") if array.size else memoryview(b"")


def _crc(array: Array) -> int:
    return zlib.crc32(_bytes(array))
