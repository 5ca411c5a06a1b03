"""The best of a page's matches."""

from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.string cimport memset

from engine.backends.whoosh.kernels.bitset cimport PAGE, WORDS, lowest, ones

cdef enum:
    BUSY = 6  # matches among 64 documents from which on their best score is looked at first


cdef inline Py_ssize_t insert_best(
    const uint64_t* hits, Py_ssize_t page, float* window, float* tops, int64_t* docs, Py_ssize_t held, Py_ssize_t count
) noexcept nogil:
    """Put the best of a page among the `held` best so far, at most `count`, and clear the window. How many there are."""
    cdef Py_ssize_t at, i, place
    cdef uint64_t word
    cdef const int32_t* numbers
    cdef int32_t most
    cdef float worth
    for at in range(WORDS):
        word = hits[at]
        if not word:
            continue
        if held == count and tops[count - 1] > 0 and ones(word) >= BUSY:
            # Floats above 0 are ordered as the integers of the same bits, which are compared several at a time.
            numbers, most = <const int32_t*>(window + at * 64), 0
            for i in range(64):
                most = numbers[i] if numbers[i] > most else most
            if most <= (<const int32_t*>(tops + count - 1))[0]:
                memset(window + at * 64, 0, 64 * sizeof(float))
                continue
        while word:
            i = at * 64 + lowest(word)
            word &= word - 1
            worth, window[i] = window[i], 0
            if held == count and worth <= tops[count - 1]:
                continue
            place = held if held < count else count - 1
            while place and tops[place - 1] < worth:
                tops[place], docs[place] = tops[place - 1], docs[place - 1]
                place -= 1
            tops[place], docs[place] = worth, page * PAGE + i
            if held < count:
                held += 1
    return held
