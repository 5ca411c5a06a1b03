"""Merging of columns and facets of several sources."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import distinct, spread, starts
from engine.backends.whoosh.segment import columns
from engine.backends.whoosh.writing.merge_source import MergeSource


def join_column(field: str, sources: Sequence[MergeSource], default: Any) -> dict[str, Array]:
    """Return the arrays of a column; documents of a source without it get the default."""
    name = f"column/{field}/numbers"
    if isinstance(default, int | float):
        rows = [s.arrays[name][s.live] if name in s.arrays else np.full(len(s.live), default) for s in sources]
        return {name: np.concatenate(rows)}
    found = [
        (columns.labels(s.arrays, field), s.arrays[f"column/{field}/ordinals"][s.live])
        if columns.has(s.arrays, field)
        else ([default], np.zeros(len(s.live), np.uint16))
        for s in sources
    ]
    texts, ordinals = _relabel(found)
    return {
        f"column/{field}/ordinals": ordinals.astype("<u2" if len(texts) <= 65536 else "<u4"),
        f"column/{field}/values": np.frombuffer(b"".join(texts), np.uint8),
        f"column/{field}/starts": _starts_of(texts),
    }


def join_facet(field: str, sources: Sequence[MergeSource]) -> dict[str, Array]:
    """Return the arrays of a facet."""
    facets, sizes = [], []
    for source in sources:
        arrays = {
            part: source.arrays[f"facet/{field}/{part}"] for part in ("entries", "starts", "values", "value_starts")
        }
        begin, blob = arrays["starts"].astype(np.int64), arrays["values"].tobytes()
        size = np.diff(begin)[source.live]
        labels = [blob[first:last] for first, last in pairwise(arrays["value_starts"].tolist())]
        facets.append((labels, arrays["entries"][spread(begin[source.live], size)]))
        sizes.append(size)
    texts, entries = _relabel(facets)
    return {
        f"facet/{field}/entries": entries.astype("<u4"),
        f"facet/{field}/starts": starts(np.concatenate(sizes)).astype("<u4"),
        f"facet/{field}/values": np.frombuffer(b"".join(texts), np.uint8),
        f"facet/{field}/value_starts": _starts_of(texts),
    }


def _relabel(pairs: Sequence[tuple[list[bytes], Array]]) -> tuple[list[bytes], Array]:
    """Return all labels in use, ascending, and the concatenated ordinals, renumbered as indices into them."""
    used = [[labels[i] for i in distinct(ordinals).tolist()] for labels, ordinals in pairs]
    texts: list[bytes] = sorted(set().union(*used))
    rank = {text: i for i, text in enumerate(texts)}
    rows = []
    for labels, ordinals in pairs:
        ranks = np.fromiter((rank.get(label, 0) for label in labels), np.uint32, len(labels))
        rows.append(ranks[ordinals])
    return texts, np.concatenate(rows)


def _starts_of(texts: Sequence[bytes]) -> Array:
    return starts(np.fromiter(map(len, texts), np.int64, len(texts)))
