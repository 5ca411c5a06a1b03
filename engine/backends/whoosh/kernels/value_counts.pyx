# cython: language_level=3, boundscheck=True, wraparound=False
"""One pass over matches: counting the values that they have, and choosing the first by a column of numbers.

`words` are bits of matches, 64 documents a word, in whole pages; documents behind the end of a column are not looked at.
"""

import numpy as np

from libc.stdint cimport int64_t, uint32_t, uint64_t

from engine.backends.whoosh.kernels.bitset cimport lowest
from engine.backends.whoosh.kernels.posting_view import damaged

cdef enum:
    MAX_DISTINCT = 1024

FIRST = MAX_DISTINCT


def tally(const uint64_t[::1] words, const uint32_t[::1] values, Py_ssize_t size):
    """How many matches have each of `size` values, int64; `values` has one for each document. Raises IndexDamaged."""
    counts = np.zeros(size, np.int64)
    cdef int64_t[::1] count = counts
    cdef Py_ssize_t at, place, documents = values.shape[0], last = min(words.shape[0], (documents + 63) >> 6)
    cdef uint64_t word
    cdef uint32_t value
    cdef bint wrong = False
    with nogil:
        for at in range(last):
            word = words[at]
            while word:
                place = at * 64 + lowest(word)
                word &= word - 1
                if place >= documents:
                    break
                value = values[place]
                if value >= size:
                    wrong = True
                    break
                count[value] += 1
    if wrong:
        raise damaged()
    return counts


def tally_runs(const uint64_t[::1] words, const uint32_t[::1] starts, const uint32_t[::1] entries, Py_ssize_t size):
    """The same where document i has the values `entries[starts[i]]` to `entries[starts[i + 1]]`. Raises IndexDamaged."""
    counts = np.zeros(size, np.int64)
    cdef int64_t[::1] count = counts
    cdef Py_ssize_t at, place, i, documents = starts.shape[0] - 1, last = min(words.shape[0], (documents + 63) >> 6)
    cdef uint64_t word
    cdef bint wrong = False
    with nogil:
        for at in range(last):
            word = words[at]
            while word and not wrong:
                place = at * 64 + lowest(word)
                word &= word - 1
                if place >= documents:
                    break
                if starts[place + 1] > entries.shape[0]:
                    wrong = True
                    break
                for i in range(starts[place], starts[place + 1]):
                    if entries[i] >= size:
                        wrong = True
                        break
                    count[entries[i]] += 1
    if wrong:
        raise damaged()
    return counts


def labelled(list labels, const int64_t[::1] counts):
    """The counts by label, those of 0 left out."""
    cdef dict found = {}
    cdef Py_ssize_t i
    for i in range(min(len(labels), counts.shape[0])):
        if counts[i]:
            found[labels[i]] = counts[i]
    return found


def first(const uint64_t[::1] words, const int64_t[::1] column, Py_ssize_t count, bint reverse):
    """The `count` matches (at most FIRST) with the smallest numbers, or the largest; equal ones by document.

    Pairs of number and document.
    """
    cdef int64_t[MAX_DISTINCT] keys
    cdef int64_t[MAX_DISTINCT] docs
    cdef Py_ssize_t at, i, place, held = 0, documents = column.shape[0]
    cdef Py_ssize_t last = min(words.shape[0], (documents + 63) >> 6)
    cdef uint64_t word
    cdef int64_t key
    count = min(count, MAX_DISTINCT)
    if count <= 0:
        return []
    with nogil:
        for at in range(last):
            word = words[at]
            while word:
                i = at * 64 + lowest(word)
                word &= word - 1
                if i >= documents:
                    break
                # Turned round, the largest number is the smallest: ~ keeps the order of all 64 bits.
                key = ~column[i] if reverse else column[i]
                if held == count and key >= keys[count - 1]:
                    continue
                place = held if held < count else count - 1
                while place and keys[place - 1] > key:
                    keys[place], docs[place] = keys[place - 1], docs[place - 1]
                    place -= 1
                keys[place], docs[place] = key, i
                if held < count:
                    held += 1
    return [(~keys[i] if reverse else keys[i], docs[i]) for i in range(held)]
