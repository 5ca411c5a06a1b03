# cython: language_level=3, boundscheck=False, wraparound=False
"""Weights of features in a table of hashes, where a sum of twenty reads twenty lines of memory and not sixty."""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t index) nogil

cdef struct Slot:
    uint64_t key  # 0 where the slot is empty
    double weight


cdef inline uint64_t hash_text(str text) except 0:
    """Return a hash of 64 bits that is not 0, by FNV-1a over code points and a final mix."""
    cdef uint64_t key = <uint64_t>0xcbf29ce484222325
    cdef Py_ssize_t i
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    for i in range(len(text)):
        key = (key ^ <uint64_t><uint32_t>PyUnicode_READ(kind, data, i)) * <uint64_t>0x100000001b3
    key ^= key >> 32
    key *= <uint64_t>0xd6e8feb86659fd93
    key ^= key >> 32
    return key | 1


cdef class FeatureWeights:
    """The weights of a model by feature. Raises ValueError if two features have one hash."""

    cdef Slot* slots
    cdef uint64_t mask

    def __init__(self, weights):
        cdef uint64_t size = 16, key, at, wanted = 2 * len(weights)
        while size < wanted:
            size *= 2
        self.mask = size - 1
        self.slots = <Slot*>calloc(size, sizeof(Slot))
        if self.slots == NULL:
            raise MemoryError
        for feature, weight in weights.items():
            key = hash_text(<str?>feature)
            at = (key >> 1) & self.mask
            while self.slots[at].key:
                if self.slots[at].key == key:
                    raise ValueError("two features have one hash")
                at = (at + 1) & self.mask
            self.slots[at].key = key
            self.slots[at].weight = weight

    def __dealloc__(self):
        free(self.slots)

    def sum(self, features):
        """Return the sum of the weights of features, in their order; those that the model lacks weigh nothing."""
        cdef double total = 0.0
        cdef uint64_t key, at
        for feature in features:
            key = hash_text(<str?>feature)
            at = (key >> 1) & self.mask
            while self.slots[at].key:
                if self.slots[at].key == key:
                    total += self.slots[at].weight
                    break
                at = (at + 1) & self.mask
        return total
