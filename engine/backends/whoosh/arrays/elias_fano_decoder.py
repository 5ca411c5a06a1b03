"""Bulk decoder of packed lists (see `elias_fano`), for merging segments."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.backends.whoosh.arrays import bit_packing
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.elias_fano import Layout
from engine.backends.whoosh.arrays.ragged import spread, starts, within


def list_sizes(arrays: Mapping[str, Array], name: str) -> Array:
    """Return the length of each list."""
    result, large = arrays[f"{name}/counts"].astype(np.int64), arrays[f"{name}/large"]
    half = len(large) // 2
    result[large[:half]] = large[half:]
    return result


def decode_lists(packed: Array, offset: int, sizes: Array, layout: Layout) -> Array:
    """Return the numbers of lists of these sizes that begin at byte `offset`, concatenated, int64."""
    places = starts(layout.sizes(sizes)) + offset
    parts, at = [np.zeros(0, np.int64)], 0
    for long in [*np.flatnonzero(sizes >= layout.long).tolist(), len(sizes)]:
        parts.append(_short(packed[places[at] : places[long] + bit_packing.PADDING_BYTES], sizes[at:long], layout))
        if long < len(sizes):
            parts.append(_long(packed[places[long] : places[long + 1]], layout))
        at = long + 1
    return np.concatenate(parts)


def _short(packed: Array, sizes: Array, layout: Layout) -> Array:
    low = layout.lows(sizes)
    edges = starts(layout.sizes(sizes)) * 8
    middle = edges[:-1] + (sizes * low + 7 & ~7)
    flags = np.unpackbits(packed, bitorder="little").view(bool)
    high = spread(middle, edges[1:] - middle)
    ones = high[flags[high]]
    width, ordinal = np.repeat(low, sizes), within(sizes)
    top = ones - np.repeat(middle, sizes) - ordinal
    parts = bit_packing.read(bit_packing.window(packed), np.repeat(edges[:-1], sizes) + ordinal * width, width)
    values: Array = (top << width) | parts.view(np.int64)
    return values


def _long(packed: Array, layout: Layout) -> Array:
    head = 4 * (layout.pages + 1)
    first = packed[:head].copy().view("<u4").astype(np.int64)
    base = np.repeat(np.arange(layout.pages, dtype=np.int64) << 16, np.diff(first))
    base += packed[head:].copy().view("<u2")
    return base
