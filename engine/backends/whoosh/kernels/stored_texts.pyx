# cython: language_level=3, boundscheck=True, wraparound=False
"""Stored documents: the bytes of one, and its texts out of the code units that they are kept as."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memcpy

from engine.backends.whoosh.kernels.posting_view import damaged

cdef extern from "Python.h":
    int PyUnicode_2BYTE_KIND
    object PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t size)
    str PyUnicode_New(Py_ssize_t size, Py_UCS4 largest)
    void* PyUnicode_DATA(str text)

cdef enum:
    BEYOND = 1 << 16  # stands for half of a character beyond 65,535
    NARROW = 256  # characters below this are kept in a byte each
    LINE_END = 10


cdef class Texts:
    """`documents` are bytes, one after another, those of document i from `starts[i]` on; `units` are the code units by
    rank, or none where they are kept as they are."""

    cdef const uint8_t[::1] documents
    cdef const int64_t[::1] starts
    cdef const uint16_t[::1] units
    cdef uint16_t line_end  # as it is kept

    def __init__(self, documents, starts, units):
        self.documents, self.starts, self.units = documents, starts, units
        self.line_end = LINE_END
        if self.units.shape[0] not in (0, 65536):
            raise damaged()
        if self.units.shape[0]:
            self.line_end = next((i for i, unit in enumerate(units.tolist()) if unit == LINE_END), 0)

    def packed(self, Py_ssize_t document):
        """The bytes of a document. Raises IndexError, IndexDamaged."""
        if document < 0 or document + 1 >= self.starts.shape[0]:
            raise IndexError(document)
        cdef int64_t begin = self.starts[document], end = self.starts[document + 1]
        if begin < 0 or end <= begin or end > self.documents.shape[0]:
            raise damaged()
        return (<const char*>&self.documents[begin])[: end - begin]

    def unpacked(self, const uint8_t[::1] data, scan):
        """The document in these bytes (pairs of them), or None where a text has characters beyond 65,535.

        `scan` turns the line that it begins with into the short fields and the lengths of the texts behind it. Raises
        IndexDamaged.
        """
        cdef Py_ssize_t size = data.shape[0] // 2, at = 0, end
        cdef uint16_t unit = 0
        cdef const uint8_t* units = &data[0] if size else NULL
        while at < size:
            memcpy(&unit, units + 2 * at, 2)
            if unit == self.line_end:
                break
            at += 1
        if at == size:
            raise damaged()
        found = self._head(units, at, scan)
        if found is None:
            return None
        head, lengths = found
        at += 1
        for name, length in lengths.items():
            end = at + <Py_ssize_t>length
            if end < at or end > size:
                raise damaged()
            text = self._text(units + 2 * at, end - at)
            if text is None:
                return None
            head[name] = text
            at = end
        return head

    cdef object _head(self, const uint8_t* units, Py_ssize_t size, scan):
        cdef uint16_t* line = <uint16_t*>malloc(size * 2 + 2)
        if line == NULL:
            raise MemoryError
        try:
            if self._exchange(units, size, line) >= BEYOND:
                return None
            return scan(PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, line, size))
        finally:
            free(line)

    cdef object _text(self, const uint8_t* units, Py_ssize_t size):
        cdef str text = PyUnicode_New(size, 65535)
        cdef uint16_t* held = <uint16_t*>PyUnicode_DATA(text)
        cdef uint32_t all = self._exchange(units, size, held) if size else 0
        if all < NARROW:
            return PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, held, size)
        return text if all < BEYOND else None

    cdef uint32_t _exchange(self, const uint8_t* kept, Py_ssize_t size, uint16_t* out) noexcept:
        """Write the code units of what is kept; all of them with `or` between, at least BEYOND where one is half a character."""
        cdef Py_ssize_t i
        cdef uint16_t unit = 0
        cdef uint32_t all = 0
        cdef bint beyond = False
        cdef const uint16_t* units = &self.units[0] if self.units.shape[0] else NULL
        for i in range(size):
            memcpy(&unit, kept + 2 * i, 2)
            if units != NULL:
                unit = units[unit]  # there are as many as 16 bits can say
            out[i] = unit
            all |= unit
            beyond |= (unit & 0xF800) == 0xD800
        return all | BEYOND if beyond else all
