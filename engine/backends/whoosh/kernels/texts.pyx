# cython: language_level=3, boundscheck=True, wraparound=False
"""Stored documents: the bytes of one, and its texts out of the code units that they are kept as."""

from libc.stdint cimport int64_t, uint8_t, uint16_t
from libc.stdlib cimport free, malloc

from engine.backends.whoosh.kernels.plain cimport PyUnicode_2BYTE_KIND, PyUnicode_FromKindAndData, read_line
from engine.backends.whoosh.kernels.parts import damaged


cdef class Texts:
    """`documents` are bytes, one after another, those of document i from `starts[i]` on; `units` are the code units by
    rank, or none where they are kept as they are."""

    cdef const uint8_t[::1] documents
    cdef const int64_t[::1] starts
    cdef const uint16_t[::1] units
    cdef dict names  # of fields, so that documents share them

    def __init__(self, documents, starts, units):
        self.documents, self.starts, self.units, self.names = documents, starts, units, {}
        if self.units.shape[0] not in (0, 65536):
            raise damaged()

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

        Where the line that it begins with is not plain, `scan` turns it into the short fields and the lengths of the
        texts behind it.
        Raises IndexDamaged.
        """
        cdef Py_ssize_t size = data.shape[0] // 2, i, at, end = -1
        cdef uint16_t unit, ranked = self.units.shape[0] != 0
        cdef uint16_t* text
        cdef bint beyond = False
        if size == 0:
            raise damaged()
        text = <uint16_t*>malloc(size * 2)
        if text == NULL:
            raise MemoryError
        try:
            for i in range(size):
                unit = <uint16_t>((<const uint8_t*>&data[0])[2 * i] | (<const uint8_t*>&data[0])[2 * i + 1] << 8)
                if ranked:
                    unit = (<const uint16_t*>&self.units[0])[unit]  # there are as many as 16 bits can say
                text[i] = unit
                beyond |= (unit & 0xF800) == 0xD800
            if beyond:
                return None
            for i in range(size):
                if text[i] == 10:
                    end = i
                    break
            if end < 0:
                raise damaged()
            try:
                head, lengths = read_line(text, end, self.names)
            except ValueError:
                head, lengths = scan(PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, text, end))
            at = end + 1
            for name, length in lengths.items():
                end = at + <Py_ssize_t>length
                if end < at or end > size:
                    raise damaged()
                head[name] = PyUnicode_FromKindAndData(PyUnicode_2BYTE_KIND, text + at, end - at)
                at = end
            return head
        finally:
            free(text)
