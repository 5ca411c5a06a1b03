# cython: language_level=3, boundscheck=False, wraparound=False
"""Folding of texts by a table of code points."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc

cdef extern from "Python.h":
    int PyUnicode_1BYTE_KIND
    int PyUnicode_2BYTE_KIND
    int PyUnicode_4BYTE_KIND
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    str PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)

cdef enum:
    CODE_POINTS = 0x110000
    SHORT = 1024  # characters of a text that is folded without a buffer of its own


cdef class Folding:
    """Replaces each code point of a text by that in `table`, which has one for each."""

    cdef const uint32_t[::1] table

    def __init__(self, const uint32_t[::1] table):
        if len(table) != CODE_POINTS:
            raise ValueError("not a table of all code points")
        self.table = table

    def fold(self, str text):
        """Return the folded text, as long as `text`."""
        cdef Py_ssize_t size = len(text), i
        cdef int kind = PyUnicode_KIND(text)
        cdef const void* data = PyUnicode_DATA(text)
        cdef uint32_t short_buffer[SHORT]
        cdef uint32_t* folded = short_buffer
        if size > SHORT:
            folded = <uint32_t*>malloc(size * sizeof(uint32_t))
            if folded == NULL:
                raise MemoryError
        try:
            if kind == PyUnicode_2BYTE_KIND:
                for i in range(size):
                    folded[i] = self.table[(<const uint16_t*>data)[i]]
            elif kind == PyUnicode_1BYTE_KIND:
                for i in range(size):
                    folded[i] = self.table[(<const uint8_t*>data)[i]]
            else:
                for i in range(size):
                    folded[i] = self.table[(<const uint32_t*>data)[i]]
            return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, folded, size)
        finally:
            if folded != short_buffer:
                free(folded)
