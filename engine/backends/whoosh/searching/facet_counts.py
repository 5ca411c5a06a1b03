"""Facet counts: every combination of several columns is one number, so that one pass counts them all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matched
from engine.backends.whoosh.segment import columns

# Combinations up to which each has a counter; with more, columns are counted one by one.
MAX_COMBINED_COUNTERS = 1 << 16


class FacetCounter:
    """Counts the values of single-valued columns over the segments of an index."""

    def __init__(
        self, segments: Sequence[Mapping[str, Array]], fields: Sequence[str], read: Sequence[Callable[[Any], Any]]
    ) -> None:
        """`read` has a function for each of `fields` that converts a column value to the counted value."""
        self._fields = fields
        self._labels: list[list[Any]] = []
        ordinals: list[list[Array]] = []
        for field, value in zip(fields, read, strict=True):
            labels, rows = _common([_ordinals(arrays, field) for arrays in segments])
            self._labels.append([value(label) for label in labels])
            ordinals.append(rows)
        sizes = [len(labels) for labels in self._labels]
        self._combined = prod(sizes) <= MAX_COMBINED_COUNTERS
        if self._combined:
            ordinals = [[_combine(rows, sizes) for rows in zip(*ordinals, strict=True)]]
            self._sizes: list[tuple[int, ...]] = [tuple(sizes)]
        else:
            self._sizes = [(size,) for size in sizes]
        self._rows = [[row.astype(np.uint32) for row in rows] for rows in ordinals]

    def count(self, matches: Sequence[Matched]) -> dict[str, dict[Any, int]]:
        """Return the number of matches of each value by field; values without matches are left out."""
        counted = []
        for rows, sizes in zip(self._rows, self._sizes, strict=True):
            total = np.zeros(prod(sizes), np.int64)
            for row, row_matches in zip(rows, matches, strict=True):
                total += _count(row, row_matches, len(total))
            table = total.reshape(sizes)
            axes = range(len(sizes))
            counted += [table.sum(axis=tuple(a for a in axes if a != axis)) for axis in axes]
        columns_counted = zip(self._fields, self._labels, counted, strict=True)
        return {field: _label_counts(labels, counts) for field, labels, counts in columns_counted}


def _label_counts(labels: list[Any], counts: Array) -> dict[Any, int]:
    if kernels.ON:
        return kernels.labelled(labels, counts)
    return {labels[i]: int(counts[i]) for i in np.flatnonzero(counts).tolist()}


def _count(row: Array, matched: Matched, size: int) -> Array:
    if kernels.ON:
        return kernels.tally(matched.words, row, size)
    if matched.total * 3 > matched.documents:
        # Most documents match: counting the others takes fewer steps.
        return np.bincount(row, minlength=size) - np.bincount(row[~matched.mask], minlength=size)
    return np.bincount(row.take(matched.listed), minlength=size)


def _ordinals(arrays: Mapping[str, Array], field: str) -> tuple[list[Any], Array]:
    numbers = arrays.get(f"column/{field}/numbers")
    if numbers is None:
        return columns.labels(arrays, field), arrays[f"column/{field}/ordinals"]
    values, ordinals = np.unique(numbers, return_inverse=True)
    return values.tolist(), ordinals


def _common(parts: Sequence[tuple[list[Any], Array]]) -> tuple[list[Any], list[Array]]:
    labels = sorted(set().union(*(part[0] for part in parts)))
    rank = {label: i for i, label in enumerate(labels)}
    return labels, [np.array([rank[label] for label in own], np.int64)[row] for own, row in parts]


def _combine(rows: Sequence[Array], sizes: Sequence[int]) -> Array:
    combined = rows[0]
    for row, size in zip(rows[1:], sizes[1:], strict=True):
        combined = combined * size + row
    return combined
