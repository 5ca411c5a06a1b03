"""Bits of 64 documents a word, and numbers read from bytes at any place."""

from libc.stdint cimport int64_t, uint8_t, uint64_t
from libc.string cimport memcpy

cdef enum:
    PAGE = 65536  # documents that 16 bits can number
    WORDS = 1024  # words of a page

cdef extern from *:
    """
    #ifdef _MSC_VER
    #include <intrin.h>
    static __inline int zw_lowest(unsigned long long word) {
        unsigned long place; _BitScanForward64(&place, word); return (int) place;
    }
    #else
    static inline int zw_lowest(unsigned long long word) { return __builtin_ctzll(word); }
    #endif
    """
    int lowest "zw_lowest" (uint64_t word) nogil  # the place of the lowest bit that is set


cdef inline int ones(uint64_t word) noexcept nogil:
    """How many bits are set."""
    word -= (word >> 1) & <uint64_t>0x5555555555555555
    word = (word & <uint64_t>0x3333333333333333) + ((word >> 2) & <uint64_t>0x3333333333333333)
    word = (word + (word >> 4)) & <uint64_t>0x0F0F0F0F0F0F0F0F
    return <int>((word * <uint64_t>0x0101010101010101) >> 56)


cdef inline int64_t ones_of(const uint64_t* words, Py_ssize_t count) noexcept nogil:
    """How many bits of `count` words are set."""
    cdef int64_t total = 0
    cdef Py_ssize_t i
    for i in range(count):
        total += ones(words[i])
    return total


cdef inline uint64_t load(const uint8_t* data, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Eight bytes from `at`, which is below `size`; what lies beyond the end counts as 0."""
    cdef uint64_t word = 0
    memcpy(&word, data + at, 8 if size - at >= 8 else size - at)
    return word
