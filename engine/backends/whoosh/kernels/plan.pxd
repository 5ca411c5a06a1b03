"""A query in one segment, and the memory that is used again from query to query."""

from libc.stdint cimport int64_t, uint32_t, uint64_t

from engine.backends.whoosh.kernels.adjacent cimport Place, Row, Word
from engine.backends.whoosh.kernels.parts cimport View
from engine.backends.whoosh.kernels.sieving cimport Between

cdef struct Group:  # parts of which a match has at least one, or (`without`) none
    Py_ssize_t begin
    Py_ssize_t end
    bint without
    bint scored
    int64_t size


cdef class Scratch:
    cdef float* window  # scores of a page's documents, all 0 between uses
    cdef uint64_t* words
    cdef Row rows[2]


cdef class Plan:
    cdef readonly Py_ssize_t documents
    cdef Py_ssize_t pages
    cdef public float base
    cdef list terms  # of the views, in order, and what else they point into
    cdef list held
    cdef View* views
    cdef Py_ssize_t view_count, view_room
    cdef Group* groups
    cdef Py_ssize_t group_count, group_room
    cdef Py_ssize_t optional  # views from here on only add to scores
    cdef Between* ranges
    cdef Py_ssize_t range_count
    cdef list masks
    cdef Word* phrase
    cdef Place* places
    cdef Py_ssize_t slop
    cdef readonly object words  # a bit for every match, whole pages; None before they are known
    cdef int64_t found

    cdef Py_ssize_t* order  # groups as they are looked at
    cdef bint masked

    cdef View* _view(self) except NULL
    cdef int _match(self) except -1
    cdef int _sort(self) except -1
    cdef bint _sooner(self, Py_ssize_t one, Py_ssize_t other) noexcept nogil
    cdef int _page(
        self, Py_ssize_t page, uint64_t* hits, Scratch scratch, const uint64_t** masks, Py_ssize_t mask_count
    ) noexcept nogil
    cdef int _follow(self, Py_ssize_t page, uint64_t* hits, Row* rows) noexcept nogil
    cdef int _follow_some(
        self, Py_ssize_t page, uint64_t* hits, const uint32_t* docs, Py_ssize_t some, Row* rows
    ) noexcept nogil
    cdef int _score(self, Py_ssize_t page, const uint64_t* hits, float* window) noexcept nogil
