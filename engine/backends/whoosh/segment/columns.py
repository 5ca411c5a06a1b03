"""Columns: one value per document for sorting, ranges and facets; and several per document for facets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from whoosh import columns

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import starts


def pack(field: str, values: Sequence[Any], default: Any) -> dict[str, Array]:
    """Return the arrays of a column: numbers as they are, bytes as ordinals. None stands for the default."""
    if isinstance(default, int | float):
        kind = "<f8" if any(isinstance(value, float) for value in values) or isinstance(default, float) else "<i8"
        if kind == "<i8" and any(value is not None and value >= 1 << 63 for value in (*values, default)):
            kind = "<u8"
        return {f"column/{field}/numbers": np.array([default if v is None else v for v in values], kind)}
    filled = [default if value is None else value for value in values]
    texts = sorted(set(filled))
    rank = {text: i for i, text in enumerate(texts)}
    ordinals = np.fromiter(map(rank.__getitem__, filled), np.uint32, len(filled))
    return {
        f"column/{field}/ordinals": ordinals.astype("<u2") if len(texts) <= 65536 else ordinals,
        f"column/{field}/values": np.frombuffer(b"".join(texts), np.uint8),
        f"column/{field}/starts": starts(np.fromiter(map(len, texts), np.int64, len(texts))),
    }


def has(arrays: Mapping[str, Array], field: str) -> bool:
    """Return True if the segment has this column."""
    return f"column/{field}/numbers" in arrays or f"column/{field}/ordinals" in arrays


def labels(arrays: Mapping[str, Array], field: str) -> list[bytes]:
    """Return the distinct values of a column of bytes, ascending; ordinals are indices into them."""
    blob, begin = arrays[f"column/{field}/values"].tobytes(), arrays[f"column/{field}/starts"].tolist()
    return [blob[first:last] for first, last in pairwise(begin)]


class ArrayColumnReader(columns.ColumnReader):  # type: ignore[misc]
    """Column reader for Whoosh."""

    def __init__(self, arrays: Mapping[str, Array], field: str, default: Any) -> None:
        numbers = arrays.get(f"column/{field}/numbers")
        self._values = None if numbers is not None else labels(arrays, field)
        self._places: Array = numbers if numbers is not None else arrays[f"column/{field}/ordinals"]
        self._default, self._sign = default, 1

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, document: int) -> Any:
        place = self._places[document].item()
        return place if self._values is None else self._values[place]

    def sort_key(self, document: int) -> Any:
        """Return the sort key of a document."""
        value = self[document]
        return value if self._sign == 1 else -value

    def set_reverse(self) -> None:
        """Sort numbers in descending order."""
        self._sign = -1

    def default_value(self, reverse: bool = False) -> Any:
        """Return the value of documents without one."""
        return -self._default if reverse else self._default


def pack_many(field: str, values: Sequence[Sequence[str]]) -> dict[str, Array]:
    """Return the arrays of a facet whose documents have any number of values each."""
    texts = sorted({text for several in values for text in several})
    rank = {text: i for i, text in enumerate(texts)}
    blobs = [text.encode("utf-8", "surrogatepass") for text in texts]
    sizes = np.fromiter(map(len, values), np.int64, len(values))
    entries = np.fromiter((rank[text] for several in values for text in several), np.uint32, int(sizes.sum()))
    return {
        f"facet/{field}/entries": entries.astype("<u4"),
        f"facet/{field}/starts": starts(sizes).astype("<u4"),
        f"facet/{field}/values": np.frombuffer(b"".join(blobs), np.uint8),
        f"facet/{field}/value_starts": starts(np.fromiter(map(len, blobs), np.int64, len(blobs))),
    }
