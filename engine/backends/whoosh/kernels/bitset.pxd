"""Bits of 64 documents a word, and numbers read from bytes at any place."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint64_t
from libc.string cimport memcpy, memset

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
    if size - at >= 8:
        memcpy(&word, data + at, 8)  # one instruction, as its size is known
    else:
        memcpy(&word, data + at, size - at)
    return word


cdef inline Py_ssize_t list_bits(const uint64_t* words, uint16_t* docs) noexcept nogil:
    """Write the places of a page's bits that are set, ascending; how many there are."""
    cdef Py_ssize_t at, some = 0
    cdef uint64_t word
    for at in range(WORDS):
        word = words[at]
        while word:
            docs[some] = <uint16_t>(at * 64 + lowest(word))
            word &= word - 1
            some += 1
    return some


cdef inline void set_bits(const uint16_t* docs, Py_ssize_t some, uint64_t* words) noexcept nogil:
    """Set these bits of a page and no others."""
    cdef Py_ssize_t i
    memset(words, 0, WORDS * 8)
    for i in range(some):
        words[docs[i] >> 6] |= <uint64_t>1 << (docs[i] & 63)
