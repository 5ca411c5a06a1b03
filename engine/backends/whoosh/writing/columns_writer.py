"""Columns and facets of several sources joined."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.backends.whoosh.segment import columns
from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.segment.runs import distinct, spread, starts
from engine.backends.whoosh.writing.sources import Source


def join_column(field: str, sources: Sequence[Source], default: Any) -> dict[str, Array]:
    """The arrays of a column; documents of a source that has none get the default."""
    name = f"column/{field}/numbers"
    if isinstance(default, int | float):
        rows = [s.arrays[name][s.kept] if name in s.arrays else np.full(len(s.kept), default) for s in sources]
        return {name: np.concatenate(rows)}
    found = [
        (columns.labels(s.arrays, field), s.arrays[f"column/{field}/ordinals"][s.kept])
        if columns.has(s.arrays, field)
        else ([default], np.zeros(len(s.kept), np.uint16))
        for s in sources
    ]
    texts, ordinals = _relabelled(found)
    return {
        f"column/{field}/ordinals": ordinals.astype("<u2" if len(texts) <= 65536 else "<u4"),
        f"column/{field}/values": np.frombuffer(b"".join(texts), np.uint8),
        f"column/{field}/starts": _begins(texts),
    }


def join_facet(field: str, sources: Sequence[Source]) -> dict[str, Array]:
    """The arrays of a facet."""
    found, sizes = [], []
    for source in sources:
        held = {
            part: source.arrays[f"facet/{field}/{part}"] for part in ("entries", "starts", "values", "value_starts")
        }
        begin, blob = held["starts"].astype(np.int64), held["values"].tobytes()
        size = np.diff(begin)[source.kept]
        labels = [blob[first:last] for first, last in pairwise(held["value_starts"].tolist())]
        found.append((labels, held["entries"][spread(begin[source.kept], size)]))
        sizes.append(size)
    texts, entries = _relabelled(found)
    return {
        f"facet/{field}/entries": entries.astype("<u4"),
        f"facet/{field}/starts": starts(np.concatenate(sizes)).astype("<u4"),
        f"facet/{field}/values": np.frombuffer(b"".join(texts), np.uint8),
        f"facet/{field}/value_starts": _begins(texts),
    }


def _relabelled(found: Sequence[tuple[list[bytes], Array]]) -> tuple[list[bytes], Array]:
    """All labels in use, ascending, and the rows of ordinals joined, which point into them."""
    used = [[labels[i] for i in distinct(ordinals).tolist()] for labels, ordinals in found]
    texts: list[bytes] = sorted(set().union(*used))
    rank = {text: i for i, text in enumerate(texts)}
    rows = []
    for labels, ordinals in found:
        ranks = np.fromiter((rank.get(label, 0) for label in labels), np.uint32, len(labels))
        rows.append(ranks[ordinals])
    return texts, np.concatenate(rows)


def _begins(texts: Sequence[bytes]) -> Array:
    return starts(np.fromiter(map(len, texts), np.int64, len(texts)))
