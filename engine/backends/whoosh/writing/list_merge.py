"""Merging of keyed lists of several sources: the lists of one key are concatenated in source order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import starts

SAMPLED_KEYS = 64  # keys of a source whose values are counted together


def gather_lists(
    keys: Sequence[Array], counts: Sequence[Array], rows: Sequence[Sequence[Array]], size: int
) -> list[Array]:
    """Return the lengths of the merged lists of keys 0 to `size`, followed by each kind of row, merged.

    Source i has `counts[i]` values for each of the ascending `keys[i]`, one list after another in every row of
    `rows[i]`.
    """
    totals = np.zeros(size, np.int64)
    for own, count in zip(keys, counts, strict=True):
        totals[own] += count
    begins = starts(totals)
    whole = int(begins[-1])
    joined = []
    for parts in zip(*rows, strict=True):
        sole = next((part for part in parts if len(part) == whole), None)  # a source with all the values, in order
        joined.append(_join_parts(keys, counts, parts, begins) if sole is None else sole)
    return [totals, *joined]


def _join_parts(keys: Sequence[Array], counts: Sequence[Array], parts: Sequence[Array], begins: Array) -> Array:
    """Return the parts merged into one row, the lists of a key side by side from the key's start."""
    cursor = begins[:-1].copy()
    joint = np.empty(int(begins[-1]), np.result_type(*parts))
    for own, count, part in zip(keys, counts, parts, strict=True):
        if kernels.ON:
            part_bytes = np.ascontiguousarray(part, joint.dtype).view(np.uint8)
            kernels.lay(
                joint.view(np.uint8), cursor, own, count.astype(np.int64, copy=False), part_bytes, joint.itemsize
            )
        else:
            first = cursor[own]
            place = np.repeat(first - starts(count)[:-1], count)
            place += np.arange(len(place))
            joint[place] = part
            cursor[own] = first + count
    return joint


def cut_ranges(keys: Sequence[Array], counts: Sequence[Array], room: int) -> Iterator[tuple[int, int]]:
    """Yield ranges of keys (start, end) with about `room` values each, or a single key."""
    sampled, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    end = 0
    for own, count in zip(keys, counts, strict=True):
        if len(own):
            sampled.append(own[::SAMPLED_KEYS].astype(np.int64))
            weights.append(np.add.reduceat(count.astype(np.int64), np.arange(0, len(own), SAMPLED_KEYS)))
            end = max(end, int(own[-1]) + 1)
    joint, weight = np.concatenate(sampled), np.concatenate(weights)
    order = joint.argsort(kind="stable")
    joint, before = joint[order], starts(weight[order])
    first = 0
    while first < end:
        at = int(joint.searchsorted(first))
        last = int(before.searchsorted(before[at] + room, "right")) - 1
        until = max(first + 1, int(joint[last])) if last < len(joint) else end
        yield first, until
        first = until
