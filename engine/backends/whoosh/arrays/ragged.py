"""Ragged arrays: runs of values one after another, and the start of each run."""

from __future__ import annotations

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array

_FIRST = np.ones(1, bool)


def starts(lengths: Array) -> Array:
    """Return the starts of runs of these lengths, followed by the end of the last."""
    out = np.zeros(len(lengths) + 1, np.int64)
    np.cumsum(lengths, out=out[1:])
    return out


def within(lengths: Array) -> Array:
    """Return each element's index within its run: lengths 2 and 3 give 0 1 0 1 2."""
    lengths = lengths.astype(np.int64, copy=False)
    ends = lengths.cumsum()
    total = int(ends[-1]) if len(ends) else 0
    places: Array = np.arange(total, dtype=np.int64) - (ends - lengths).repeat(lengths)
    return places


def spread(first: Array, lengths: Array) -> Array:
    """Return the indices of runs that start at `first`, concatenated: first, first + 1, …"""
    indices: Array = first.astype(np.int64).repeat(lengths) + within(lengths)
    return indices


def run_starts(values: Array) -> Array:
    """Return the indices at which a value differs from the previous one, including the first index."""
    if not len(values):
        return np.zeros(0, np.int64)
    return np.concatenate((_FIRST, values[1:] != values[:-1])).nonzero()[0]


def distinct(values: Array) -> Array:
    """Return the distinct values, ascending."""
    ordered = np.sort(values)  # many times faster than np.unique, which hashes
    return ordered[run_starts(ordered)]
