"""What a plan is made of: the documents of a term, or a list of documents found before, each with its scores.

The functions here run without the interpreter's lock. A `View` points into arrays whose Python object its plan holds;
its ranges were proven when it was made. Document numbers come from files and are compared with `limit` before use.
"""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t

from engine.backends.whoosh.kernels.bits cimport PAGE, load, lowest, ones

cdef enum Kind:
    LISTED  # 16 bits a document
    MAPPED  # a bit for every document
    NUMBERED  # 32 bits a document, with scores of its own or one score

cdef enum:
    DAMAGED = -2  # what a function gives that met a number it cannot be
    ABSENT = -1

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


cdef class Field:
    cdef readonly Py_ssize_t documents
    cdef const uint16_t[::1] docs
    cdef const uint32_t[::1] splits
    cdef const uint8_t[::1] weights
    cdef const uint32_t[::1] large
    cdef const uint32_t[::1] large_weights
    cdef const uint8_t[::1] maps
    cdef const uint8_t[::1] positions
    cdef const uint8_t[::1] widths
    cdef const uint32_t[::1] offsets


cdef class Term:
    cdef readonly Field field
    cdef object ranks
    cdef View view


cdef class Scorer:
    cdef const uint8_t[::1] lengths
    cdef const float[::1] table
    cdef const double[::1] norms


cdef inline Py_ssize_t lower_bound(const uint16_t* docs, Py_ssize_t low, Py_ssize_t high, uint16_t doc) noexcept nogil:
    """The first place from `low` on, at most `high`, whose document is not before `doc`; looked for in growing steps."""
    cdef Py_ssize_t step = 1, middle
    while low + step < high and docs[low + step] < doc:
        low += step
        step <<= 1
    if low + step < high:
        high = low + step + 1
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline Py_ssize_t lower_number(const int32_t* docs, Py_ssize_t low, Py_ssize_t high, int64_t doc) noexcept nogil:
    """The same for 32 bits."""
    cdef Py_ssize_t middle
    while low < high:
        middle = (low + high) >> 1
        if docs[middle] < doc:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline Py_ssize_t lower_posting(const uint32_t* postings, Py_ssize_t high, Py_ssize_t posting) noexcept nogil:
    """The first of `high` ascending places that is not below `posting`."""
    cdef Py_ssize_t low = 0, middle
    while low < high:
        middle = (low + high) >> 1
        if postings[middle] < posting:
            low = middle + 1
        else:
            high = middle
    return low


cdef inline Py_ssize_t page_begin(const View* part, Py_ssize_t page) noexcept nogil:
    """The first posting of a page of 65,536 documents, from 0 to `count` and never before that of the page before."""
    cdef Py_ssize_t at
    if part.kind == NUMBERED:
        return lower_number(part.numbers, 0, part.count, page * PAGE)
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


cdef inline Py_ssize_t locate(const View* part, Py_ssize_t page, Py_ssize_t low, Py_ssize_t end, uint32_t doc) noexcept nogil:
    """The posting of a document of the page, `doc` counted within it, from `low` on; else -1 less where it would be.

    What is found is within `count`, or DAMAGED for a map that has more documents than the term has postings.
    """
    cdef Py_ssize_t place, at
    cdef uint64_t word
    if part.kind == MAPPED:
        at = page * (PAGE >> 3) + (doc >> 6) * 8
        if at >= part.map_size:
            return ABSENT
        word = load(part.map, part.map_size, at)
        if not (word >> (doc & 63)) & 1:
            return ABSENT
        place = part.ranks[at >> 3] + ones(word & ((<uint64_t>1 << (doc & 63)) - 1))
        return place if place < part.count else ABSENT
    if part.kind == LISTED:
        place = lower_bound(part.docs, low, end, <uint16_t>doc)
        return place if place < end and part.docs[place] == doc else -1 - place
    place = lower_number(part.numbers, low, end, page * PAGE + doc)
    return place if place < end and part.numbers[place] == page * PAGE + doc else -1 - place


cdef inline int64_t frequency(const View* part, Py_ssize_t posting) noexcept nogil:
    """How often the term stands in the document of a posting; DAMAGED where a large number is not listed."""
    cdef Py_ssize_t place = part.first + posting, at
    cdef uint32_t held = (part.weights[place >> 1] >> ((place & 1) << 2)) & 15
    if held < 15:
        return held
    at = lower_posting(part.large, part.large_count, place)
    return part.large_weights[at] if at < part.large_count and part.large[at] == place else DAMAGED


cdef inline float score(const View* part, Py_ssize_t posting, int64_t often, Py_ssize_t doc) noexcept nogil:
    """What a posting is worth; `doc` is a number through the whole segment, below its documents."""
    if part.kind == NUMBERED:
        return part.factor if part.scores == NULL else part.scores[posting] * part.factor
    if part.lengths == NULL:
        return <float>often * part.factor
    if often < 256:
        return part.table[(often << 8) | part.lengths[doc]] * part.factor
    return <float>(often * 2.2 / (often + part.norms[part.lengths[doc]])) * part.factor


cdef inline int sweep(
    const View* part, Py_ssize_t page, Py_ssize_t limit, const uint64_t* hits, bint guarded, float* window
) noexcept nogil:
    """Add the scores of all postings of a page to its window; `guarded`: of those that are hits. DAMAGED or 0."""
    cdef Py_ssize_t i = page_begin(part, page), end = page_begin(part, page + 1), at, word_at
    cdef int64_t often = 0, base = page * PAGE
    cdef uint32_t doc
    cdef uint64_t word
    if part.kind == MAPPED:
        at = page * (PAGE >> 3)
        for word_at in range((limit + 63) >> 6):
            if at + word_at * 8 >= part.map_size:
                break
            word = load(part.map, part.map_size, at + word_at * 8)
            while word:
                doc = <uint32_t>(word_at * 64 + lowest(word))
                if doc >= limit or i >= part.count:
                    return DAMAGED
                if not guarded or (hits[word_at] >> (doc & 63)) & 1:
                    often = frequency(part, i)
                    if often < 0:
                        return DAMAGED
                    window[doc] += score(part, i, often, base + doc)
                i += 1
                word &= word - 1
        return 0
    while i < end:
        doc = part.docs[i] if part.kind == LISTED else <uint32_t>(part.numbers[i] - base)
        if doc >= limit:
            return DAMAGED
        if not guarded or (hits[doc >> 6] >> (doc & 63)) & 1:
            if part.kind == LISTED:
                often = frequency(part, i)
                if often < 0:
                    return DAMAGED
            window[doc] += score(part, i, often, base + doc)
        i += 1
    return 0


cdef inline int visit(
    const View* part, Py_ssize_t page, Py_ssize_t limit, const uint64_t* hits, float* window
) noexcept nogil:
    """Add the scores of the hits of a page, each looked up in the part. DAMAGED or 0."""
    cdef Py_ssize_t low = page_begin(part, page), end = page_begin(part, page + 1), word_at, place
    cdef int64_t often = 0
    cdef uint32_t doc
    cdef uint64_t word
    for word_at in range((limit + 63) >> 6):
        word = hits[word_at]
        while word:
            doc = <uint32_t>(word_at * 64 + lowest(word))
            word &= word - 1
            place = locate(part, page, low, end, doc)
            if place < 0:
                low = low if part.kind == MAPPED else -1 - place
                continue
            low = place
            if part.kind != NUMBERED:
                often = frequency(part, place)
                if often < 0:
                    return DAMAGED
            window[doc] += score(part, place, often, page * PAGE + doc)
    return 0
