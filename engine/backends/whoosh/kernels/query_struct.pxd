"""The query of one segment as C structs, and the buffers that the loops reuse."""

from libc.stdint cimport int64_t, uint16_t, uint64_t

from engine.backends.whoosh.kernels.posting_view cimport View
from engine.backends.whoosh.kernels.match_filter cimport RangeFilter

cdef struct Group:  # views of which a match has at least one, or (`without`) none
    Py_ssize_t begin
    Py_ssize_t end
    bint without
    bint scored
    int64_t size

cdef struct SegmentQuery:
    Py_ssize_t documents
    Py_ssize_t pages
    View* views
    Py_ssize_t view_count
    Group* groups
    Py_ssize_t group_count
    Py_ssize_t* order  # groups as they are looked at
    Py_ssize_t optional  # views from here on only add to scores; -1 for none
    RangeFilter* ranges
    Py_ssize_t range_count
    const uint64_t** masks  # bits that matches have, in whole pages
    Py_ssize_t mask_count

cdef struct PageBuffers:  # for one page
    float* window  # scores of its documents, all 0 between uses
    uint64_t* words
    uint16_t* docs
