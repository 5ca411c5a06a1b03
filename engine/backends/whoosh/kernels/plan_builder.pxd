"""A query in one segment as it is put together."""

from engine.backends.whoosh.kernels.query_struct cimport Asked
from engine.backends.whoosh.kernels.posting_view cimport View


cdef class Making:
    cdef Asked asked
    cdef Py_ssize_t group_room, view_room
    cdef list terms  # of the views, in order
    cdef list held  # whatever else `asked` points into

    cdef View* _view(self) except NULL
    cdef int _count(self, Py_ssize_t postings) except -1
    cdef int _sort(self) except -1


cdef void* grown(void* held, Py_ssize_t count, Py_ssize_t size) except NULL
