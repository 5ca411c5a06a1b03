"""Numbers of any width packed one after another in bytes, little end first, written and read many at a time."""

from __future__ import annotations

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array

# A number is read as 8 bytes from the byte it starts in, so one may be at most 57 bits wide.
PADDING_BYTES = 8


def widths(values: Array) -> Array:
    """How many bits each of `values` (unsigned, below 2^52) takes; 0 takes none."""
    return np.frexp(values.astype(np.float64))[1].astype(np.uint8)


def write(values: Array, starts: Array, size: int) -> Array:
    """Bytes, `size` of them and padding, with each value at its start in bits.

    `starts` ascends and no two values overlap.
    """
    words = np.zeros((size + 7) // 8 + 2, np.uint64)
    if len(values):
        number = values.astype(np.uint64)
        place, shift = starts >> 6, (starts & 63).astype(np.uint64)
        first = np.flatnonzero(np.concatenate(([True], place[1:] != place[:-1])))
        words[place[first]] = np.bitwise_or.reduceat(number << shift, first)
        # What does not fit goes into the next word; a shift by 64 is undefined, hence two.
        rest = (number >> np.uint64(1)) >> (np.uint64(63) - shift)
        over = np.flatnonzero(rest)
        words[place[over] + 1] |= rest[over]
    return words.view(np.uint8)[: size + PADDING_BYTES]


def window(packed: Array) -> Array:
    """`packed` as a row of overlapping 8-byte words, one for each byte: what `read` wants."""
    return np.ndarray((max(0, len(packed) - PADDING_BYTES + 1),), "<u8", buffer=packed.data, strides=(1,))


def read(words: Array, starts: Array, width: Array | int) -> Array:
    """The values, `width` bits wide each, that start at these bits of a `window`."""
    shifted = words[starts >> 3] >> (starts & 7).astype(np.uint64)
    values: Array = shifted & ((np.uint64(1) << np.asarray(width, np.uint64)) - np.uint64(1))
    return values
