# cython: language_level=3, boundscheck=True, wraparound=False
"""Where a text stands: the rarest pair of its characters is read, the others are looked up beside it.

`literal` has the same with numpy, and tells what pairs are.
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t
from libc.string cimport memset

from engine.backends.whoosh.kernels.sorted_lists cimport Cursor, List, Lists, has, read
from engine.backends.whoosh.kernels.posting_view import damaged

cdef enum:
    MAX_TEXT_CHARS = 256  # characters of a text; longer ones are left to numpy
    COARSE = 10  # bits of a position that `coarse` leaves out

MOST = MAX_TEXT_CHARS


cdef class Substrings:
    """The pairs of a literal index: those that begin with character i are `rows[i]` to `rows[i + 1]`, by their second.

    `edges` is where documents begin in the row of all texts; `coarse` the document of each 1,024th position.
    """

    cdef const uint32_t[::1] rows
    cdef const uint16_t[::1] seconds
    cdef const uint32_t[::1] wide  # the seconds, where there are more characters than 16 bits can number
    cdef const int64_t[::1] edges
    cdef const int32_t[::1] coarse
    cdef Lists lists

    def __init__(self, rows, seconds, edges, coarse, Lists lists not None):
        self.rows, self.edges, self.coarse, self.lists = rows, edges, coarse, lists
        if seconds.dtype == np.uint16:
            self.seconds = seconds
        else:
            self.wide = seconds
        if self.rows.shape[0] < 1 or self.edges.shape[0] < 1:
            raise damaged()

    def pair(self, Py_ssize_t first, Py_ssize_t second):
        """The number of a pair of characters, -1 where it stands nowhere. Raises IndexDamaged."""
        return self._pair(first, second)

    def fewest(self, list ids):
        """At least as often as this does the text of these characters (two or more) stand. Raises IndexDamaged."""
        cdef Py_ssize_t i, pair
        cdef int64_t least = self.lists.bound
        for i in range(len(ids) - 1):
            pair = self._pair(ids[i], ids[i + 1])
            if pair < 0:
                return 0
            least = min(least, self.lists.count_of(pair))
        return least

    def positions(self, list ids):
        """Where the text of these characters (2 to MOST) begins, ascending, int64. Raises IndexDamaged."""
        cdef Py_ssize_t size = len(ids) - 1, i, place, held = 0
        cdef Py_ssize_t[MAX_TEXT_CHARS] pairs
        cdef int64_t[MAX_TEXT_CHARS] counts
        cdef bint[MAX_TEXT_CHARS] chosen
        if not 0 < size < MAX_TEXT_CHARS:
            raise ValueError(size)
        for i in range(size):
            pairs[i] = self._pair(ids[i], ids[i + 1])
            if pairs[i] < 0:
                return np.zeros(0, np.int64)
            counts[i] = self.lists.count_of(pairs[i])
        cover(counts, size, chosen)
        cdef Py_ssize_t rarest = fewest(counts, chosen, size)
        chosen[rarest] = False
        cdef List held_list
        cdef Cursor cursor
        self.lists.at(pairs[rarest], &held_list)
        found = np.empty(held_list.count, np.int64)
        cdef int64_t[::1] out = found
        if held_list.count == 0:
            return found
        with nogil:
            held = read(&held_list, self.lists.bound, &out[0])
        if held != held_list.count:
            raise damaged()
        while held:
            place = fewest(counts, chosen, size)
            if place < 0:
                break
            chosen[place] = False
            self.lists.at(pairs[place], &held_list)
            memset(&cursor, 0, sizeof(Cursor))
            with nogil:
                held = narrow(&out[0], held, &held_list, &cursor, place - rarest)
        for i in range(held):
            out[i] -= rarest
        return found[:held]

    def documents(self, const int64_t[::1] positions):
        """The documents that ascending positions lie in, each once, int64. Raises IndexDamaged."""
        found = np.empty(positions.shape[0], np.int64)
        cdef int64_t[::1] out = found
        cdef Py_ssize_t i, held = 0, last = self.edges.shape[0] - 1
        cdef int64_t document = -1, position, until = -1
        cdef bint wrong = False
        with nogil:
            for i in range(positions.shape[0]):
                position = positions[i]
                if position < until:
                    continue
                if position < 0 or (position >> COARSE) >= self.coarse.shape[0]:
                    wrong = True
                    break
                document = max(self.coarse[position >> COARSE], document)
                while document + 1 <= last and self.edges[document + 1] <= position:
                    document += 1
                if document < 0 or document >= last:
                    wrong = True
                    break
                until = self.edges[document + 1]
                out[held] = document
                held += 1
        if wrong:
            raise damaged()
        return found[:held]

    cdef Py_ssize_t _pair(self, Py_ssize_t first, Py_ssize_t second) except -2:
        cdef Py_ssize_t low, high, end, middle
        cdef bint narrow_ones = self.seconds is not None
        cdef Py_ssize_t size = self.seconds.shape[0] if narrow_ones else self.wide.shape[0]
        low, end = self.rows[first], self.rows[first + 1]
        if end > size:
            raise damaged()
        high = end
        while low < high:
            middle = (low + high) >> 1
            if (self.seconds[middle] if narrow_ones else self.wide[middle]) < second:
                low = middle + 1
            else:
                high = middle
        return low if low < end and (self.seconds[low] if narrow_ones else self.wide[low]) == second else -1


cdef Py_ssize_t fewest(const int64_t* counts, const bint* chosen, Py_ssize_t size) noexcept nogil:
    """The chosen pair that stands least often, -1 where none is chosen."""
    cdef Py_ssize_t i, found = -1
    for i in range(size):
        if chosen[i] and (found < 0 or counts[i] < counts[found]):
            found = i
    return found


cdef void cover(const int64_t* counts, Py_ssize_t size, bint* chosen) noexcept nogil:
    """Choose the pairs that together hold every character and stand least often, the first and the last among them.

    Pair i holds characters i and i + 1, so of two pairs side by side one may be left out.
    """
    cdef int64_t[MAX_TEXT_CHARS] costs  # of the cheapest choice that ends with this pair
    cdef Py_ssize_t[MAX_TEXT_CHARS] formers  # the pair before it
    cdef Py_ssize_t i
    for i in range(size):
        chosen[i] = False
        costs[i], formers[i] = counts[i], -1
        if i == 1 or (i > 1 and costs[i - 1] < costs[i - 2]):
            formers[i] = i - 1
        elif i > 1:
            formers[i] = i - 2
        if formers[i] >= 0:
            costs[i] += costs[formers[i]]
    i = size - 1
    while i >= 0:
        chosen[i] = True
        i = formers[i]


cdef int64_t narrow(int64_t* positions, int64_t count, const List* held, Cursor* cursor, int64_t away) noexcept nogil:
    """Keep the positions that the list has a number `away` from; how many there are."""
    cdef int64_t i, kept = 0
    for i in range(count):
        if has(held, cursor, positions[i] + away):
            positions[kept] = positions[i]
            kept += 1
    return kept
