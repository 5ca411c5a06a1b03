"""Taking away matches of a page: those that lack a part, those whose number is out of a range."""

from libc.stdint cimport int64_t, uint32_t, uint64_t

from engine.backends.whoosh.kernels.bits cimport PAGE, WORDS, lowest
from engine.backends.whoosh.kernels.parts cimport View, locate, page_begin

cdef struct Between:  # a condition on a column of numbers
    const int64_t* column
    int64_t low
    int64_t high
    int64_t absent


cdef inline void probe(
    const View* parts, Py_ssize_t count, bint without, Py_ssize_t page, Py_ssize_t limit, uint64_t* hits
) noexcept nogil:
    """Take away hits that have none of `count` parts (or, `without`, that have one), each looked up."""
    cdef Py_ssize_t at, j, low, end
    cdef uint64_t word, bit
    cdef uint32_t doc
    cdef bint has
    for at in range((limit + 63) >> 6):
        word = hits[at]
        while word:
            doc, bit = <uint32_t>(at * 64 + lowest(word)), word & (~word + 1)
            word ^= bit
            has = False
            for j in range(count):
                low, end = page_begin(&parts[j], page), page_begin(&parts[j], page + 1)
                if locate(&parts[j], page, low, end, doc) >= 0:
                    has = True
                    break
            if has == without:
                hits[at] ^= bit


cdef inline void between(const Between* range_, Py_ssize_t page, uint64_t* hits) noexcept nogil:
    """Take away hits whose number is out of a range; hits are documents of the column."""
    cdef Py_ssize_t at
    cdef uint64_t word, bit
    cdef int64_t number
    for at in range(WORDS):
        word = hits[at]
        while word:
            bit = word & (~word + 1)
            number = range_.column[page * PAGE + at * 64 + lowest(word)]
            word ^= bit
            if number < range_.low or number > range_.high or number == range_.absent:
                hits[at] ^= bit
