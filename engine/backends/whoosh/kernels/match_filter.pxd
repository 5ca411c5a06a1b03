"""Taking matches of a page away: those that lack a part, those whose number is out of a range.

Matches are listed: `some` places in a page, ascending; every function keeps those that stay and tells how many.
"""

from libc.stdint cimport int64_t, uint16_t, uint64_t

from engine.backends.whoosh.kernels.bitset cimport PAGE
from engine.backends.whoosh.kernels.posting_view cimport View, locate

cdef struct RangeFilter:  # a condition on a column of numbers
    const int64_t* column
    int64_t low
    int64_t high
    int64_t absent


cdef inline Py_ssize_t probe(
    View* parts, Py_ssize_t count, bint without, Py_ssize_t page, uint16_t* docs, Py_ssize_t some
) noexcept nogil:
    """Keep what has one of `count` parts, opened at this page, or (`without`) none; each is looked up."""
    cdef Py_ssize_t i, j, kept = 0
    cdef bint has
    for i in range(some):
        has = False
        for j in range(count):
            if locate(&parts[j], page, docs[i]) >= 0:
                has = True
                break
        docs[kept] = docs[i]
        kept += has != without
    return kept


cdef inline Py_ssize_t sift(
    const uint64_t* words, bint without, uint16_t* docs, Py_ssize_t some
) noexcept nogil:
    """Keep what has its bit set in the words of the page, or (`without`) has not."""
    cdef Py_ssize_t i, kept = 0
    for i in range(some):
        docs[kept] = docs[i]
        kept += ((words[docs[i] >> 6] >> (docs[i] & 63)) & 1) != <uint64_t>without
    return kept


cdef inline Py_ssize_t between(const RangeFilter* range_, Py_ssize_t page, uint16_t* docs, Py_ssize_t some) noexcept nogil:
    """Keep what has a number in a range; matches are documents of the column."""
    cdef Py_ssize_t i, kept = 0
    cdef int64_t number
    for i in range(some):
        number = range_.column[page * PAGE + docs[i]]
        docs[kept] = docs[i]
        kept += (number >= range_.low) & (number <= range_.high) & (number != range_.absent)
    return kept
