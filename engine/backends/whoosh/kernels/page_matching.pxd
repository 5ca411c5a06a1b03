"""What matches in a page: by whole words of bits while much does, document by document from where little is left."""

from libc.stdint cimport int64_t, uint64_t
from libc.string cimport memset

from engine.backends.whoosh.kernels.query_struct cimport SegmentQuery, Group, PageBuffers
from engine.backends.whoosh.kernels.bitset cimport PAGE, WORDS, list_bits, ones_of, set_bits
from engine.backends.whoosh.kernels.posting_view cimport DAMAGED, mark, open_page
from engine.backends.whoosh.kernels.match_filter cimport between, probe, sift

cdef enum:
    FEW = 8  # matches are looked up in a part that is so many times longer; else it is read from end to end


cdef inline Py_ssize_t match_page(const SegmentQuery* query, Py_ssize_t page, uint64_t* hits, PageBuffers* buffers) noexcept nogil:
    """Set the bits of a page's matches; how many there are, or DAMAGED."""
    cdef Py_ssize_t limit = min(PAGE, query.documents - page * PAGE), some, i
    cdef bint listed = False
    cdef bint everything = query.group_count == 0 or query.groups[query.order[0]].without
    # As long as matches are not listed, `some` is a number that they are not more than: counting takes its time.
    some = begin_page(query, page, limit, hits, everything)
    for i in range(0 if everything else 1, query.group_count):
        if some > 0:
            some = narrow(query, &query.groups[query.order[i]], page, limit, hits, some, buffers, &listed)
    if some > 0 and not listed and query.range_count:
        listed, some = True, list_bits(hits, buffers.docs)
    for i in range(query.mask_count):
        if listed and some > 0:
            some = sift(query.masks[i] + page * WORDS, False, buffers.docs, some)
        elif some > 0:
            join(hits, query.masks[i] + page * WORDS, False)
    for i in range(query.range_count):
        if some > 0:
            some = between(&query.ranges[i], page, buffers.docs, some)
    if some < 0:
        return DAMAGED
    if not listed:
        return ones_of(hits, WORDS) if some else 0
    set_bits(buffers.docs, some, hits)
    return some


cdef inline Py_ssize_t begin_page(
    const SegmentQuery* query, Py_ssize_t page, Py_ssize_t limit, uint64_t* hits, bint everything
) noexcept nogil:
    """Set the bits of the documents of the first group, or of all; a number that is not below theirs, or DAMAGED."""
    cdef Py_ssize_t j, held = limit, size
    cdef Group* group
    memset(hits, 0xFF if everything else 0, WORDS * 8)
    if not everything:
        group, held = &query.groups[query.order[0]], 0
        for j in range(group.begin, group.end):
            size = mark(&query.views[j], page, limit, hits)
            if size < 0:
                return DAMAGED
            held += size
        if held == 0:
            return 0
    # Bits behind the last document mean nothing.
    if limit & 63:
        hits[limit >> 6] &= (<uint64_t>1 << (limit & 63)) - 1
    if limit < PAGE:
        memset(hits + ((limit + 63) >> 6), 0, (WORDS - ((limit + 63) >> 6)) * 8)
    return held


cdef inline Py_ssize_t narrow(
    const SegmentQuery* query, const Group* group, Py_ssize_t page, Py_ssize_t limit, uint64_t* hits, Py_ssize_t some, PageBuffers* buffers,
    bint* listed
) noexcept nogil:
    """Take away what has nothing of a group, or something of one to be without; what stays is not more, or DAMAGED.

    It is in `buffers.docs` once `listed` says so, before that in `hits`.
    """
    cdef Py_ssize_t j, size = 0
    for j in range(group.begin, group.end):
        open_page(&query.views[j], page)
        size += query.views[j].end - query.views[j].low
    if some * FEW < size:
        if not listed[0]:
            listed[0], some = True, list_bits(hits, buffers.docs)
        return probe(&query.views[group.begin], group.end - group.begin, group.without, page, buffers.docs, some)
    memset(buffers.words, 0, WORDS * 8)
    for j in range(group.begin, group.end):
        if mark(&query.views[j], page, limit, buffers.words) < 0:
            return DAMAGED
    if listed[0]:
        return sift(buffers.words, group.without, buffers.docs, some)
    join(hits, buffers.words, group.without)
    return some if group.without else min(some, size)


cdef inline void join(uint64_t* hits, const uint64_t* words, bint without) noexcept nogil:
    """Keep the hits of a page that are among the words, or (`without`) are not."""
    cdef Py_ssize_t at
    cdef uint64_t turned = <uint64_t>0 - <uint64_t>without
    for at in range(WORDS):
        hits[at] &= words[at] ^ turned
