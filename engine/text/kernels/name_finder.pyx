# cython: language_level=3, boundscheck=False, wraparound=False
"""Names of two lists found in a text: those that end in a word for their kind, and the others between these."""

from libc.stdint cimport int32_t, uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, const void* data, Py_ssize_t index) nogil

cdef enum:
    BMP = 0x10000
    KIND = 1
    OTHER = 2

cdef struct Edge:
    uint64_t key  # the node above and a character; 0 where there is no edge
    int32_t node


cdef class Trie:
    """Names by their characters, from the first on or, with `backward`, from the last; each has its number."""

    cdef Edge* edges
    cdef int32_t* names  # of each node: the number of the name that ends there, or -1
    cdef uint64_t mask
    cdef int32_t nodes

    def __init__(self, list names, bint backward):
        cdef uint64_t size = 16, letters = 1
        cdef Py_ssize_t i, number
        cdef int32_t node
        cdef str name
        for name in names:
            letters += <uint64_t>len(name)
        while size < 2 * letters:
            size *= 2
        self.mask = size - 1
        self.edges = <Edge*>calloc(size, sizeof(Edge))
        self.names = <int32_t*>malloc(letters * sizeof(int32_t))
        if self.edges == NULL or self.names == NULL:
            raise MemoryError
        self.names[0] = -1
        self.nodes = 1
        for number, name in enumerate(names):
            node = 0
            for i in range(len(name)):
                node = self._add(node, <Py_UCS4>name[len(name) - 1 - i if backward else i])
            self.names[node] = <int32_t>number

    def __dealloc__(self):
        free(self.edges)
        free(self.names)

    cdef inline Edge* _edge(self, int32_t node, Py_UCS4 char) noexcept nogil:
        """Return the edge from a node, or the empty place for it."""
        cdef uint64_t key = ((<uint64_t>node + 1) << 21) | <uint64_t>char
        cdef uint64_t at = key * <uint64_t>0x9E3779B97F4A7C15
        at = (at >> 32) & self.mask
        while self.edges[at].key and self.edges[at].key != key:
            at = (at + 1) & self.mask
        return &self.edges[at]

    cdef int32_t _add(self, int32_t node, Py_UCS4 char) noexcept:
        cdef Edge* edge = self._edge(node, char)
        if not edge.key:
            edge.key = ((<uint64_t>node + 1) << 21) | <uint64_t>char
            edge.node = self.nodes
            self.names[self.nodes] = -1
            self.nodes += 1
        return edge.node

    cdef inline int32_t _down(self, int32_t node, Py_UCS4 char) noexcept nogil:
        """Return the node below, -1 if there is none."""
        cdef Edge* edge = self._edge(node, char)
        return edge.node if edge.key else -1


cdef struct Span:
    Py_ssize_t start
    Py_ssize_t end
    int32_t number


cdef class NameFinder:
    """Finds names that end in one of `kinds`, and other names, of at least two characters, where none of these is.

    Of the kinds that fit at a place the longest counts. Raises ValueError for a kind beyond the first 65,536 characters.
    """

    cdef Trie full, other, kinds
    cdef uint8_t firsts[BMP]  # of each character: KIND if it is the first of a kind, OTHER if it is of another name

    def __init__(self, names, kinds, others):
        cdef str kind, name
        cdef Py_ssize_t i
        self.full, self.other = Trie(list(names), True), Trie(list(others), False)
        self.kinds = Trie(list(kinds), False)
        for i in range(BMP):
            self.firsts[i] = 0
        for kind in kinds:
            if <Py_UCS4>kind[0] >= BMP:
                raise ValueError("a kind with a rare character")
            self.firsts[<Py_UCS4>kind[0]] = KIND
        for name in others:
            if name and <Py_UCS4>name[0] < BMP:
                self.firsts[<Py_UCS4>name[0]] |= OTHER

    def find(self, str text):
        """Return start, end and number of the names, in order of their kind, and of the others."""
        cdef Span* spans = NULL
        cdef Py_ssize_t size
        try:
            size = self._full(text, &spans)
            found = [(spans[i].start, spans[i].end, spans[i].number) for i in range(size)]
            return found, self._others(text, spans, size)
        finally:
            free(spans)

    cdef Py_ssize_t _full(self, str text, Span** spans) except -1:
        cdef Py_ssize_t size = 0, room = 0, at = 0, end, place, start, length = len(text), width
        cdef int code = PyUnicode_KIND(text)
        cdef const void* data = PyUnicode_DATA(text)
        cdef Py_UCS4 char
        cdef int32_t node, number
        cdef Span* grown
        while at < length:
            char = PyUnicode_READ(code, data, at)
            if char >= BMP or not self.firsts[char] & KIND:
                at += 1
                continue
            node, width, place = 0, 0, at
            while place < length:
                node = self.kinds._down(node, PyUnicode_READ(code, data, place))
                if node < 0:
                    break
                place += 1
                if self.kinds.names[node] >= 0:
                    width = place - at
            if not width:
                at += 1
                continue
            end = at + width
            node, number, start, place = 0, -1, 0, end - 1
            while place >= 0:
                node = self.full._down(node, PyUnicode_READ(code, data, place))
                if node < 0:
                    break
                if place < at and self.full.names[node] >= 0:
                    number, start = self.full.names[node], place
                place -= 1
            at = end
            if number < 0:
                continue
            while size and spans[0][size - 1].start >= start:
                size -= 1  # 城区 inside 古城区
            if size and spans[0][size - 1].end > start:
                continue
            if size == room:
                room = 2 * room + 16
                grown = <Span*>realloc(spans[0], room * sizeof(Span))
                if grown == NULL:
                    raise MemoryError
                spans[0] = grown
            spans[0][size] = Span(start, end, number)
            size += 1
        return size

    cdef list _others(self, str text, Span* spans, Py_ssize_t size):
        cdef Py_ssize_t at = 0, end, place, stop, length = len(text), number = 0
        cdef int code = PyUnicode_KIND(text)
        cdef const void* data = PyUnicode_DATA(text)
        cdef int32_t node, name
        cdef Py_UCS4 char
        cdef list found = []
        while at < length:
            while number < size and at >= spans[number].end:
                number += 1
            stop = spans[number].start if number < size else length
            if at >= stop:
                at = spans[number].end
                continue
            char = PyUnicode_READ(code, data, at)
            if char < BMP and not self.firsts[char] & OTHER:
                at += 1
                continue
            node, name, end, place = 0, -1, 0, at
            while place < stop:
                node = self.other._down(node, PyUnicode_READ(code, data, place))
                if node < 0:
                    break
                place += 1
                if self.other.names[node] >= 0 and place > at + 1:
                    name, end = self.other.names[node], place
            if name >= 0:
                found.append((at, end, name))
                at = end
            else:
                at += 1
        return found
