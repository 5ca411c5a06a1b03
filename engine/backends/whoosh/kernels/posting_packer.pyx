# cython: language_level=3, boundscheck=False, wraparound=False
"""What a writer does for every number: lists packed, lists of several sources laid side by side."""

import numpy as np

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.string cimport memcpy


def pack_lists(const int64_t[::1] values, const int64_t[::1] counts, const int64_t[::1] lows, const int64_t[::1] sizes):
    """The bytes of lists that stand one after another in `values`: low bits packed, high bits as ones among zeros.

    `counts`, `lows` (bits) and `sizes` (bytes) are those of each list, as `sparse.Layout` reckons them.
    """
    cdef Py_ssize_t lists = counts.shape[0], i, j, at = 0, first = 0, bit, size = 0
    if lows.shape[0] != lists or sizes.shape[0] != lists:
        raise ValueError("There is not one size for each list.")
    for i in range(lists):
        if counts[i] < 0 or not 0 <= lows[i] <= 57 or (counts[i] * lows[i] + 7) >> 3 > sizes[i]:
            raise ValueError("A list is longer than its size says.")
        size += sizes[i]
        at += counts[i]
    if at != values.shape[0]:
        raise ValueError("The lists are not as long as their counts say.")
    found = np.zeros(size + 8, np.uint8)
    cdef uint8_t[::1] out = found
    cdef uint64_t value, low, mask, word
    cdef Py_ssize_t end, shift
    at = 0
    with nogil:
        for i in range(lists):
            low = lows[i]
            mask = ((<uint64_t>1) << low) - 1
            end = (first + sizes[i]) * 8
            for j in range(counts[i]):
                value = values[at + j]
                if low:
                    bit = first * 8 + j * low
                    shift = bit & 7
                    # A list ends before the eight bytes behind it do; low is at most 57 bits.
                    memcpy(&word, &out[bit >> 3], 8)
                    word |= (value & mask) << shift
                    memcpy(&out[bit >> 3], &word, 8)
                bit = first * 8 + ((counts[i] * low + 7) >> 3) * 8 + <Py_ssize_t>(value >> low) + j
                if bit >= end:
                    with gil:
                        raise ValueError("A number is beyond the bound of its list.")
                out[bit >> 3] |= 1 << (bit & 7)
            at += counts[i]
            first += sizes[i]
    return found[:size]


def lay(uint8_t[::1] joint, int64_t[::1] cursor, const int64_t[::1] keys, const int64_t[::1] counts,
        const uint8_t[::1] part, Py_ssize_t width):
    """Copy the lists of `part` (numbers of `width` bytes, `counts[i]` for `keys[i]`) to where `cursor[key]` points.

    The cursors move on behind what was copied.
    """
    cdef Py_ssize_t i, at = 0, size, to, whole = joint.shape[0], held = part.shape[0]
    if keys.shape[0] != counts.shape[0]:
        raise ValueError("There is not one count for each key.")
    with nogil:
        for i in range(keys.shape[0]):
            size = counts[i] * width
            if keys[i] < 0 or keys[i] >= cursor.shape[0]:
                with gil:
                    raise ValueError("A key is beyond the last.")
            to = cursor[keys[i]] * width
            if counts[i] < 0 or to < 0 or to + size > whole or at + size > held:
                with gil:
                    raise ValueError("A list has no room.")
            if size:
                memcpy(&joint[to], &part[at], size)
            at += size
            cursor[keys[i]] += counts[i]
