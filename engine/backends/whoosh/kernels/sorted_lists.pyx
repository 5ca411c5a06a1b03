# cython: language_level=3, boundscheck=True, wraparound=False
"""Lists of ascending numbers in little room, read without numpy between; `sparse` writes them and tells their form."""

import numpy as np

from libc.stdint cimport int64_t

from engine.backends.whoosh.kernels.posting_view import damaged


cdef class Lists:
    """The lists of `sparse.pack`, numbers below `bound`; `pages` of 65,536 and lists from `long` numbers on kept so."""

    def __init__(self, packed, counts, groups, large, int64_t bound, int64_t pages, int64_t long):
        self.packed, self.counts, self.groups, self.large = packed, counts, groups, large
        self.bound, self.pages, self.long = max(bound, 1), pages, long
        if self.groups.shape[0] * GROUP < self.counts.shape[0] or self.large.shape[0] & 1:
            raise damaged()

    def count(self, Py_ssize_t index):
        """How many numbers a list has. Raises IndexError, IndexDamaged."""
        return self.count_of(index)

    def get(self, Py_ssize_t index):
        """The numbers of a list, int64. Raises IndexError, IndexDamaged."""
        cdef List held
        cdef int64_t size
        self.at(index, &held)
        out = np.empty(held.count, np.int64)
        cdef int64_t[::1] numbers = out
        if held.count:
            with nogil:
                size = read(&held, self.bound, &numbers[0])
            if size != held.count:
                raise damaged()
        return out

    cdef int64_t count_of(self, Py_ssize_t index) except -1 nogil:
        cdef int64_t count
        cdef Py_ssize_t low = 0, high, middle, half = self.large.shape[0] // 2
        if index < 0 or index >= self.counts.shape[0]:
            with gil:
                raise IndexError(index)
        count = self.counts[index]
        if count < LARGE:
            return count
        high = half
        while low < high:
            middle = (low + high) >> 1
            if self.large[middle] < index:
                low = middle + 1
            else:
                high = middle
        if low >= half or self.large[low] != index or not 0 <= self.large[half + low] <= self.bound:
            with gil:
                raise damaged()
        return self.large[half + low]

    cdef int64_t size_of(self, int64_t count) noexcept nogil:
        """Bytes of a list of `count` numbers."""
        cdef int64_t low
        if count >= self.long:
            return 4 * (self.pages + 1) + 2 * count
        low = low_bits(self.bound, count)
        return ((count * low + 7) >> 3) + ((count + (self.bound >> low) + 8) >> 3)

    cdef int at(self, Py_ssize_t index, List* found) except -1 nogil:
        """Where a list lies. Raises IndexError, and IndexDamaged where that is not within the bytes."""
        cdef int64_t count = self.count_of(index), offset = self.groups[index // GROUP], size, low
        cdef Py_ssize_t before
        for before in range(index - index % GROUP, index):
            offset += self.size_of(self.count_of(before))
        size = self.size_of(count)
        if offset < 0 or size < 0 or offset + size > self.packed.shape[0] - BEHIND:
            with gil:
                raise damaged()
        found.count, found.paged = count, count >= self.long
        if found.paged:
            found.pages, found.firsts = self.pages, &self.packed[offset]
            found.numbers = found.firsts + 4 * (self.pages + 1)
            return 0
        low = low_bits(self.bound, count)
        found.low, found.lows = low, &self.packed[offset]
        found.highs = found.lows + ((count * low + 7) >> 3)
        found.high_size = (count + (self.bound >> low) + 8) >> 3
        return 0


cdef int64_t low_bits(int64_t bound, int64_t count) noexcept nogil:
    """How many bits of each number are packed in a list of `count`: the logarithm of the room that one has."""
    cdef int64_t room = bound // max(count, <int64_t>1), bits = -1
    if room < SHARE:
        return 0
    while room:
        room >>= 1
        bits += 1
    return bits
