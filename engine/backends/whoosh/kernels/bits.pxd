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
    #define zw_soon(place) ((void) (place))
    #else
    static inline int zw_lowest(unsigned long long word) { return __builtin_ctzll(word); }
    #define zw_soon(place) __builtin_prefetch(place)
    #endif

    static inline int zw_ones(unsigned long long word) {
        word -= (word >> 1) & 0x5555555555555555ULL;
        word = (word & 0x3333333333333333ULL) + ((word >> 2) & 0x3333333333333333ULL);
        word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0FULL;
        return (int) ((word * 0x0101010101010101ULL) >> 56);
    }

    /* One instruction a word where the processor has it, which all of this century's have but compilers do not assume. */
    #if defined(__x86_64__) && defined(__GNUC__)
    __attribute__((target("popcnt"), unused)) static long long zw_counted(const uint64_t *words, long long count) {
        long long total = 0;
        for (long long i = 0; i < count; i++) total += __builtin_popcountll(words[i]);
        return total;
    }
    #define ZW_HAS_COUNT __builtin_cpu_supports("popcnt")
    #else
    #define ZW_HAS_COUNT 0
    #define zw_counted(words, count) 0
    #endif
    static inline long long zw_ones_of(const uint64_t *words, long long count) {
        if (ZW_HAS_COUNT) return zw_counted(words, count);
        long long total = 0;
        for (long long i = 0; i < count; i++) total += zw_ones(words[i]);
        return total;
    }
    """
    int lowest "zw_lowest" (uint64_t word) noexcept nogil  # the place of the lowest bit that is set
    int ones "zw_ones" (uint64_t word) noexcept nogil  # how many bits are set
    int64_t ones_of "zw_ones_of" (const uint64_t* words, int64_t count) noexcept nogil  # of several words
    void soon "zw_soon" (const void* place) noexcept nogil  # these bytes will be wanted


cdef inline uint64_t load(const uint8_t* data, Py_ssize_t size, Py_ssize_t at) noexcept nogil:
    """Eight bytes from `at`, which is below `size`; what lies beyond the end counts as 0."""
    cdef uint64_t word = 0
    memcpy(&word, data + at, 8 if size - at >= 8 else size - at)
    return word
