"""Bit packing of numbers of any width, little-endian, written and read many at a time."""

from __future__ import annotations

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array

# A number is read as 8 bytes from the byte in which it starts, so it may be at most 57 bits wide.
PADDING_BYTES = 8


def widths(values: Array) -> Array:
    """Return the number of bits of each of `values` (unsigned, below 2^52); 0 for 0."""
    return np.frexp(values.astype(np.float64))[1].astype(np.uint8)


def write(values: Array, starts: Array, size: int) -> Array:
    """Return `size` bytes and padding, with each value at its start in bits.

    `starts` ascends and no two values overlap.
    """
    words = np.zeros((size + 7) // 8 + 2, np.uint64)
    if len(values):
        number = values.astype(np.uint64)
        place, shift = starts >> 6, (starts & 63).astype(np.uint64)
        first = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
        words[place[first]] = np.bitwise_or.reduceat(number << shift, first)
        # Bits that do not fit go into the next word; a shift by 64 is undefined, hence two shifts.
        rest = (number >> np.uint64(1)) >> (np.uint64(63) - shift)
        over = np.flatnonzero(rest)
        words[place[over] + 1] |= rest[over]
    return words.view(np.uint8)[: size + PADDING_BYTES]


def window(packed: Array) -> Array:
    """Return `packed` as a row of overlapping 8-byte words, one for each byte, for `read`."""
    return np.ndarray((max(0, len(packed) - PADDING_BYTES + 1),), "<u8", buffer=packed.data, strides=(1,))


def read(words: Array, starts: Array, width: Array | int) -> Array:
    """Return the values, each `width` bits wide, that start at these bits of a `window`."""
    shifted = words[starts >> 3] >> (starts & 7).astype(np.uint64)
    values: Array = shifted & ((np.uint64(1) << np.asarray(width, np.uint64)) - np.uint64(1))
    return values
