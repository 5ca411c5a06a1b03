"""A query in one segment, and what it found."""

from libc.stdint cimport int64_t, uint64_t

from engine.backends.whoosh.kernels.query_struct cimport PageBuffers
from engine.backends.whoosh.kernels.plan_builder cimport PlanBuilder


cdef class Scratch:
    cdef PageBuffers buffers


cdef class Plan(PlanBuilder):
    cdef public float base
    cdef object words  # a bit for every match, whole pages; None before they are known
    cdef uint64_t* hits  # the same
    cdef int64_t* counts  # matches of each page
    cdef int64_t found

    cdef int _match(self) except -1
    cdef int _pause(self) except -1 nogil
    cdef object _room(self)
