"""Scores of the matches of a page: postings read from end to end, or looked up where there are few matches."""

from libc.stdint cimport int64_t, uint16_t, uint32_t, uint64_t

from engine.backends.whoosh.kernels.query_struct cimport SegmentQuery, PageBuffers
from engine.backends.whoosh.kernels.bitset cimport PAGE, list_bits, load, lowest, ones, soon
from engine.backends.whoosh.kernels.page_matching cimport FEW
from engine.backends.whoosh.kernels.posting_view cimport (
    DAMAGED, LISTED, MAPPED, NUMBERED, View, frequency, locate, open_page, page_begin
)

cdef enum:
    AT_ONCE = 16  # documents that are looked at together


cdef inline int score_page(
    const SegmentQuery* query, Py_ssize_t page, const uint64_t* hits, Py_ssize_t some, PageBuffers* buffers
) noexcept nogil:
    """Add the scores of the `some` hits of a page to its window. DAMAGED or 0."""
    cdef Py_ssize_t i, last = query.view_count if query.optional < 0 else query.optional
    cdef bint listed = False, alone
    if some == 0:
        return 0
    alone = query.group_count == 1 and not query.range_count and not query.mask_count
    for i in range(query.group_count):
        if query.groups[i].scored:
            if score_views(query, query.groups[i].begin, query.groups[i].end, page, hits, some, not alone, buffers, &listed):
                return DAMAGED
    return score_views(query, last, query.view_count, page, hits, some, True, buffers, &listed)


cdef inline int score_views(
    const SegmentQuery* query, Py_ssize_t first, Py_ssize_t last, Py_ssize_t page, const uint64_t* hits, Py_ssize_t some,
    bint guarded, PageBuffers* buffers, bint* listed
) noexcept nogil:
    cdef Py_ssize_t j, limit = min(PAGE, query.documents - page * PAGE)
    cdef int done
    for j in range(first, last):
        if guarded and some * FEW < page_begin(&query.views[j], page + 1) - page_begin(&query.views[j], page):
            if not listed[0]:
                listed[0] = list_bits(hits, buffers.docs) > 0
            done = visit(&query.views[j], page, buffers.docs, some, buffers.window)
        else:
            done = sweep(&query.views[j], page, limit, hits, guarded, buffers.window)
        if done < 0:
            return DAMAGED
    return 0


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
    cdef Py_ssize_t i = page_begin(part, page), end = page_begin(part, page + 1)
    cdef int64_t often = 0, base = page * PAGE
    cdef uint32_t doc
    if part.kind == MAPPED:
        return sweep_map(part, page, limit, hits, guarded, window)
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


cdef inline int sweep_map(
    const View* part, Py_ssize_t page, Py_ssize_t limit, const uint64_t* hits, bint guarded, float* window
) noexcept nogil:
    cdef Py_ssize_t first = page * (PAGE >> 3), word_at, i
    cdef int64_t often
    cdef uint32_t doc
    cdef uint64_t word, rest
    for word_at in range((limit + 63) >> 6):
        if first + word_at * 8 >= part.map_size:
            break
        word = load(part.map, part.map_size, first + word_at * 8)
        rest = word & hits[word_at] if guarded else word
        i = part.ranks[(first >> 3) + word_at]
        while rest:
            doc = <uint32_t>(word_at * 64 + lowest(rest))
            if guarded:
                i = part.ranks[(first >> 3) + word_at] + ones(word & ((<uint64_t>1 << (doc & 63)) - 1))
            if doc >= limit or i >= part.count:
                return DAMAGED
            often = frequency(part, i)
            if often < 0:
                return DAMAGED
            window[doc] += score(part, i, often, page * PAGE + doc)
            i += 1
            rest &= rest - 1
    return 0


cdef inline int visit(
    View* part, Py_ssize_t page, const uint16_t* docs, Py_ssize_t some, float* window
) noexcept nogil:
    """Add the scores of `some` documents of a page, ascending, each looked up in the part. DAMAGED or 0."""
    cdef Py_ssize_t first = 0, i, here
    cdef int64_t often = 0
    cdef Py_ssize_t[AT_ONCE] places
    open_page(part, page)
    while first < some:
        here = min(<Py_ssize_t>AT_ONCE, some - first)
        # What tells the score lies far apart, so all of it is requested before the first is used.
        for i in range(here):
            places[i] = locate(part, page, docs[first + i])
            if places[i] >= 0 and part.kind != NUMBERED:
                soon(part.weights + ((part.first + places[i]) >> 1))
                soon(part.lengths + page * PAGE + docs[first + i])
        for i in range(here):
            if places[i] >= 0:
                if part.kind != NUMBERED:
                    often = frequency(part, places[i])
                    if often < 0:
                        return DAMAGED
                window[docs[first + i]] += score(part, places[i], often, page * PAGE + docs[first + i])
        first += here
    return 0
