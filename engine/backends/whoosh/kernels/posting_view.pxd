"""What a plan is made of: the documents of a term, or a list of documents found before, each with its scores.

The functions here run without the interpreter's lock. A `View` points into arrays whose Python object its plan holds;
its ranges were proven when it was made. Document numbers come from files and are compared with `limit` before use.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from engine.backends.whoosh.kernels.bitset cimport PAGE, load, ones

cdef enum Kind:
    LISTED  # 16 bits a document
    MAPPED  # a bit for every document
    NUMBERED  # 32 bits a document, with scores of its own or one score

cdef enum:
    DAMAGED = -2  # what a function gives that met a number it cannot be
    ABSENT = -1
    UNROLLED = 8  # numbers that are compared all at once before a search

cdef struct View:
    Kind kind
    Py_ssize_t count  # postings
    Py_ssize_t first  # the number of the first among all postings of the field
    const uint16_t* docs
    const uint32_t* splits  # counted from the first posting of the field
    Py_ssize_t split_count
    const uint8_t* map
    Py_ssize_t map_size
    const uint32_t* ranks  # postings before each 64 documents of the map
    const uint8_t* weights
    Py_ssize_t weights_size
    const uint32_t* large
    const uint32_t* large_weights
    Py_ssize_t large_count
    const uint8_t* lengths  # none: the score is the frequency
    const float* table
    const double* norms
    const int32_t* numbers
    const float* scores
    float factor
    Py_ssize_t low  # postings of the page that is looked at: those from here on that may still be requested
    Py_ssize_t end


cdef class Field:
    cdef readonly Py_ssize_t documents
    cdef const uint16_t[::1] docs
    cdef const uint32_t[::1] splits
    cdef const uint8_t[::1] weights
    cdef const uint32_t[::1] large
    cdef const uint32_t[::1] large_weights
    cdef const uint8_t[::1] maps


cdef class Term:
    cdef readonly Field field
    cdef object ranks
    cdef Scorer scorer
    cdef View view
    cdef double factor


cdef class Scorer:
    cdef const uint8_t[::1] lengths
    cdef const float[::1] table
    cdef const double[::1] norms


ctypedef fused Number:
    uint16_t
    int32_t
    uint32_t


cdef inline Py_ssize_t lower_bound(const Number* numbers, Py_ssize_t low, Py_ssize_t high, int64_t wanted) noexcept nogil:
    """The first place from `low` on, at most `high`, whose number is not below `wanted`; looked for in growing steps."""
    cdef Py_ssize_t step = UNROLLED, middle, i, below = 0
    if low + UNROLLED <= high:
        if numbers[low + UNROLLED - 1] >= wanted:
            # Most are as near as this. Nothing here depends on what is compared, so the processor need not guess.
            for i in range(UNROLLED):
                below += numbers[low + i] < wanted
            return low + below
        low += UNROLLED
    while low + step < high and numbers[low + step] < wanted:
        low += step
        step <<= 1
    if low + step < high:
        high = low + step + 1
    while low < high:
        middle = (low + high) >> 1
        if numbers[middle] < wanted:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline Py_ssize_t page_begin(const View* part, Py_ssize_t page) noexcept nogil:
    """The first posting of a page of 65,536 documents, from 0 to `count` and never before that of the page before."""
    cdef Py_ssize_t at
    if part.kind == NUMBERED:
        return lower_bound(part.numbers, 0, part.count, page * PAGE)
    if part.kind == MAPPED:
        at = page * (PAGE >> 6)
        return part.ranks[at] if at * 8 < part.map_size else part.count
    if page == 0:
        return 0
    if page > part.split_count:
        return part.count
    return part.splits[page - 1] - part.first  # ascending and within the term: proven by Term


cdef inline Py_ssize_t mark(const View* part, Py_ssize_t page, Py_ssize_t limit, uint64_t* words) noexcept nogil:
    """Set the bits of a page's documents, of which there are `limit`; how many postings were read, or DAMAGED."""
    cdef Py_ssize_t begin = page_begin(part, page), end = page_begin(part, page + 1), i, at, size
    cdef int64_t base = page * PAGE
    cdef uint32_t doc
    if part.kind == LISTED:
        for i in range(begin, end):
            doc = part.docs[i]
            if doc >= limit:
                return DAMAGED
            words[doc >> 6] |= <uint64_t>1 << (doc & 63)
    elif part.kind == NUMBERED:
        for i in range(begin, end):
            doc = <uint32_t>(part.numbers[i] - base)
            if doc >= limit:
                return DAMAGED
            words[doc >> 6] |= <uint64_t>1 << (doc & 63)
    else:
        at = page * (PAGE >> 3)
        size = (limit + 7) >> 3
        i = 0
        while i + 8 <= size:
            words[i >> 3] |= load(part.map, part.map_size, at + i)
            i += 8
        if i < size:
            words[i >> 3] |= load(part.map, part.map_size, at + i)
    return end - begin


cdef inline void open_page(View* part, Py_ssize_t page) noexcept nogil:
    """Begin to look documents of a page up."""
    part.low, part.end = page_begin(part, page), page_begin(part, page + 1)


cdef inline Py_ssize_t locate(View* part, Py_ssize_t page, uint32_t doc) noexcept nogil:
    """The posting of a document of the page that was opened, or ABSENT; requested documents, from 0 in a page, ascend.

    What is found is within `count`, whatever a map says.
    """
    cdef Py_ssize_t place, at
    cdef int64_t wanted = page * PAGE + doc
    cdef uint64_t word
    if part.kind == LISTED:
        part.low = lower_bound(part.docs, part.low, part.end, doc)
        return part.low if part.low < part.end and part.docs[part.low] == doc else ABSENT
    if part.kind == NUMBERED:
        part.low = lower_bound(part.numbers, part.low, part.end, wanted)
        return part.low if part.low < part.end and part.numbers[part.low] == wanted else ABSENT
    at = (wanted >> 6) * 8
    if at >= part.map_size:
        return ABSENT
    word = load(part.map, part.map_size, at)
    if not (word >> (doc & 63)) & 1:
        return ABSENT
    place = part.ranks[at >> 3] + ones(word & ((<uint64_t>1 << (doc & 63)) - 1))
    return place if place < part.count else ABSENT


cdef inline int64_t frequency(const View* part, Py_ssize_t posting) noexcept nogil:
    """How often the term stands in the document of a posting; DAMAGED where a large number is not listed."""
    cdef Py_ssize_t place = part.first + posting, at
    cdef uint32_t held = (part.weights[place >> 1] >> ((place & 1) << 2)) & 15
    if held < 15:
        return held
    at = lower_bound(part.large, 0, part.large_count, place)
    return part.large_weights[at] if at < part.large_count and part.large[at] == place else DAMAGED
