"""Whether words stand one after another in a document: their positions decoded from packed blocks."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport realloc
from libc.string cimport memcpy

from engine.backends.whoosh.kernels.bitset cimport load, soon
from engine.backends.whoosh.kernels.posting_view cimport DAMAGED, View, frequency, locate, open_page

cdef enum:
    BLOCK = 64  # postings whose positions share one width
    WIDEST = 57  # bits that can be read from any bit of eight bytes
    FEW_PAIRS = 64  # pairs of positions that are all compared
    AT_ONCE = 64  # documents that are looked at together

cdef struct Word:  # one word of a phrase
    View* part
    const uint8_t* positions
    Py_ssize_t size
    const uint8_t* widths
    const uint32_t* offsets
    Py_ssize_t blocks

cdef struct Place:  # the positions of a posting
    Py_ssize_t posting
    int64_t often
    int64_t bit
    uint32_t width

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
        held = load(part.weights, part.weights_size, i >> 1)  # sixteen frequencies at a time
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


cdef inline int find(Word* word, Py_ssize_t posting, Place* found) noexcept nogil:
    """Where the positions of a posting lie. DAMAGED where the blocks do not hold them, else 0."""
    cdef Py_ssize_t place = word.part.first + posting, block = place >> 6
    cdef int64_t before
    found.often = frequency(word.part, posting)
    before = between(word.part, block * BLOCK, place)
    if block >= word.blocks or found.often < 0 or before < 0:
        return DAMAGED
    found.width = word.widths[block]
    found.bit = <int64_t>word.offsets[block] * 8 + before * found.width
    # What is read last begins before this bit, and eight bytes follow.
    if found.width > WIDEST or (found.bit + found.often * found.width) >> 3 > word.size - 8:
        return DAMAGED
    if found.width == 0:
        found.often = min(found.often, 1)
    return 0


cdef inline int decode(const Word* word, const Place* place, Row* row) noexcept nogil:
    """Read the positions that lie in a place. DAMAGED where there is no memory for them, else 0."""
    cdef int64_t i, bit = place.bit
    cdef uint64_t held, mask = (<uint64_t>1 << place.width) - 1
    cdef void* grown
    if place.often > row.room:
        grown = realloc(row.data, place.often * 2 * sizeof(int64_t))
        if grown == NULL:
            return DAMAGED
        row.data, row.room = <int64_t*>grown, place.often * 2
    row.count = place.often
    for i in range(place.often):
        memcpy(&held, word.positions + (bit >> 3), 8)
        row.data[i] = <int64_t>((held >> (bit & 7)) & mask)
        bit += place.width
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


cdef inline void meet(Row* found, const Row* other, int64_t away) noexcept nogil:
    """Of `found` keep what has one of `other` so far `away`."""
    cdef Py_ssize_t at = 0, kept = 0, i, j
    cdef int64_t wanted, hit
    for i in range(found.count):
        wanted, hit = found.data[i] + away, 0
        if found.count * other.count <= FEW_PAIRS:
            # Nothing here depends on what is compared, so the processor need not guess.
            for j in range(other.count):
                hit |= other.data[j] == wanted
        else:
            while at < other.count and other.data[at] < wanted:
                at += 1
            hit = at < other.count and other.data[at] == wanted
        found.data[kept] = found.data[i]
        kept += hit
    found.count = kept


cdef inline int side_by_side(
    const Word* words, Py_ssize_t count, const Place* places, Row* rows
) noexcept nogil:
    """Whether each word stands right behind the former, beginning with the one that stands least often; or DAMAGED."""
    cdef Py_ssize_t i, first = 0
    for i in range(1, count):
        if places[i * AT_ONCE].often < places[first * AT_ONCE].often:
            first = i
    if decode(&words[first], &places[first * AT_ONCE], &rows[0]) == DAMAGED:
        return DAMAGED
    for i in range(count):
        if i != first:
            if decode(&words[i], &places[i * AT_ONCE], &rows[1]) == DAMAGED:
                return DAMAGED
            meet(&rows[0], &rows[1], i - first)
        if rows[0].count == 0:
            return 0
    return 1


cdef inline int near_by(
    const Word* words, Py_ssize_t count, const Place* places, Py_ssize_t slop, Row* rows
) noexcept nogil:
    """Whether each word stands 1 to `slop` positions behind the former; or DAMAGED."""
    cdef Py_ssize_t i
    for i in range(count):
        if decode(&words[i], &places[i * AT_ONCE], &rows[i & 1]) == DAMAGED:
            return DAMAGED
        if i:
            follow(&rows[1 - (i & 1)], &rows[i & 1], slop)
        if rows[i & 1].count == 0:
            return 0
    return 1


cdef inline int some_adjacent(
    Word* words, Py_ssize_t count, Py_ssize_t page, const uint16_t* docs, Py_ssize_t some, Py_ssize_t slop, Place* places,
    Row* rows, int* found
) noexcept nogil:
    """In which of `some` documents (at most AT_ONCE) each word stands 1 to `slop` positions behind the former.

    The bytes that tell lie far apart, so all of them are asked for before the first is used. DAMAGED or 0.
    """
    cdef Py_ssize_t i, j, posting, at
    cdef Word* word
    for i in range(count):
        word = &words[i]
        for j in range(some):
            posting = locate(word.part, page, docs[j])
            if posting < 0 or (word.part.first + posting) >> 6 >= word.blocks:
                return DAMAGED
            places[i * AT_ONCE + j].posting = posting
            at = (word.part.first + posting) >> 6
            soon(word.part.weights + at * (BLOCK >> 1))
            soon(word.offsets + at)
            soon(word.widths + at)
    for i in range(count):
        for j in range(some):
            if find(&words[i], places[i * AT_ONCE + j].posting, &places[i * AT_ONCE + j]) == DAMAGED:
                return DAMAGED
            soon(words[i].positions + (places[i * AT_ONCE + j].bit >> 3))
    for j in range(some):
        found[j] = side_by_side(words, count, &places[j], rows) if slop == 1 else near_by(
            words, count, &places[j], slop, rows
        )
        if found[j] < 0:
            return DAMAGED
    return 0


cdef inline Py_ssize_t adjacent(
    Word* words, Py_ssize_t count, Py_ssize_t page, uint16_t* docs, Py_ssize_t some, Py_ssize_t slop, Place* places,
    Row* rows
) noexcept nogil:
    """Keep the documents of a page, ascending, in which the words follow each other; how many there are, or DAMAGED.

    `places` has room for AT_ONCE of each word; `rows` are two, to be used again.
    """
    cdef Py_ssize_t first = 0, i, here, kept = 0
    cdef int[AT_ONCE] found
    for i in range(count):
        open_page(words[i].part, page)
    while first < some:
        here = min(<Py_ssize_t>AT_ONCE, some - first)
        if some_adjacent(words, count, page, &docs[first], here, slop, places, rows, found) == DAMAGED:
            return DAMAGED
        for i in range(here):
            docs[kept] = docs[first + i]
            kept += found[i]
        first += here
    return kept
