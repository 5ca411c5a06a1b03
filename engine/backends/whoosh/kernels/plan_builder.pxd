"""Builder of the query of one segment."""

from engine.backends.whoosh.kernels.query_struct cimport SegmentQuery
from engine.backends.whoosh.kernels.posting_view cimport View


cdef class PlanBuilder:
    cdef SegmentQuery query
    cdef Py_ssize_t group_room, view_room
    cdef list terms  # of the views, in order
    cdef list held  # owners of the memory that `query` points into

    cdef View* _view(self) except NULL
    cdef int _count(self, Py_ssize_t postings) except -1
    cdef int _sort(self) except -1


cdef void* resized(void* held, Py_ssize_t count, Py_ssize_t size) except NULL
