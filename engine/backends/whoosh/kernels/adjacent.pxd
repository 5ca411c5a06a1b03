"""Whether words stand one after another in a document: their positions decoded from packed blocks."""

from libc.stdint cimport int64_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy

from engine.backends.whoosh.kernels.bits cimport load
from engine.backends.whoosh.kernels.parts cimport DAMAGED, View, frequency, locate, page_begin

cdef enum:
    BLOCK = 64  # postings whose positions share one width
    WIDEST = 57  # bits that can be read from any bit of eight bytes

cdef struct Word:  # one word of a phrase
    const View* part
    const uint8_t* positions
    Py_ssize_t size
    const uint8_t* widths
    const uint32_t* offsets
    Py_ssize_t blocks
    Py_ssize_t low  # the posting from which on the next document is looked for

cdef struct Row:  # ascending positions
    int64_t* data
    Py_ssize_t count
    Py_ssize_t room


cdef inline int64_t between(const View* part, Py_ssize_t first, Py_ssize_t last) noexcept nogil:
    """The frequencies of postings `first` (even) to `last` of the field, added up; DAMAGED where one is not listed."""
    cdef int64_t total = 0, some
    cdef Py_ssize_t i = first, j, here
    cdef uint64_t held, full
    while i < last:
        here = min(<Py_ssize_t>16, last - i)
        # Sixteen frequencies at a time. The half bytes that are read lie before the end of those that `last` has.
        held = load(part.weights, (last + 1) >> 1, i >> 1)
        if here < 16:
            held &= (<uint64_t>1 << (4 * here)) - 1
        full = held & (held >> 1) & (held >> 2) & (held >> 3) & <uint64_t>0x1111111111111111
        if full == 0:
            held = (held & <uint64_t>0x0F0F0F0F0F0F0F0F) + ((held >> 4) & <uint64_t>0x0F0F0F0F0F0F0F0F)
            total += <int64_t>((held * <uint64_t>0x0101010101010101) >> 56)
        else:
            for j in range(i, i + here):
                some = frequency(part, j - part.first)
                if some < 0:
                    return DAMAGED
                total += some
        i += 16
    return total


cdef inline int decode(Word* word, Py_ssize_t posting, Row* row) noexcept nogil:
    """Read the positions of a posting. DAMAGED where the blocks do not hold them, else 0."""
    cdef Py_ssize_t place = word.part.first + posting, block = place >> 6, i
    cdef int64_t often = frequency(word.part, posting), some, bit
    cdef uint32_t width
    cdef uint64_t held
    cdef void* grown
    if block >= word.blocks or often < 0:
        return DAMAGED
    some = between(word.part, block * BLOCK, place)
    if some < 0:
        return DAMAGED
    width = word.widths[block]
    bit = <int64_t>word.offsets[block] * 8 + some * width
    # What is read last begins before this bit, and eight bytes follow.
    if width > WIDEST or (bit + often * width) >> 3 > word.size - 8:
        return DAMAGED
    if width == 0:
        often = min(often, 1)
    if often > row.room:
        grown = realloc(row.data, often * 2 * sizeof(int64_t))
        if grown == NULL:
            return DAMAGED
        row.data, row.room = <int64_t*>grown, often * 2
    row.count = often
    for i in range(often):
        memcpy(&held, word.positions + (bit >> 3), 8)
        row.data[i] = <int64_t>((held >> (bit & 7)) & ((<uint64_t>1 << width) - 1))
        bit += width
    return 0


cdef inline void follow(const Row* found, Row* other, Py_ssize_t slop) noexcept nogil:
    """Of `other` keep what stands 1 to `slop` behind the nearest of `found` before it."""
    cdef Py_ssize_t at = 0, kept = 0, i
    cdef int64_t place
    for i in range(other.count):
        place = other.data[i]
        while at < found.count and found.data[at] < place:
            at += 1
        if at and place - found.data[at - 1] <= slop:
            other.data[kept] = place
            kept += 1
    other.count = kept


cdef inline int adjacent(
    Word* words, Py_ssize_t count, Py_ssize_t page, uint32_t doc, Py_ssize_t slop, Row* rows
) noexcept nogil:
    """Whether each word stands 1 to `slop` positions behind the former in a document of a page; or DAMAGED.

    `rows` are two, to be used again.
    """
    cdef Py_ssize_t i, posting
    for i in range(count):
        posting = locate(words[i].part, page, words[i].low, page_begin(words[i].part, page + 1), doc)
        if posting < 0:
            return DAMAGED
        words[i].low = posting
        if decode(&words[i], posting, &rows[i & 1]) == DAMAGED:
            return DAMAGED
        if i:
            follow(&rows[1 - (i & 1)], &rows[i & 1], slop)
        if rows[i & 1].count == 0:
            return 0
    return 1
