"""Lists of ascending numbers, and cursors that look numbers up in them; docs/format.md has how they lie in bytes."""

from libc.stdint cimport int64_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcpy

from engine.backends.whoosh.kernels.bitset cimport load, lowest, ones

cdef enum:
    GROUP = 8  # lists that share one offset
    SHARE = 4  # a list of more than one in so many of all numbers has no low bits
    LARGE = 65535  # what a count of 16 bits says that stands elsewhere
    BEHIND = 8  # bytes behind the last list, so that eight can be read from any

cdef struct List:  # proven by Lists.at to lie within the packed bytes
    int64_t count
    bint paged
    const uint8_t* firsts  # of pages: where each begins, 32 bits each, one more than there are pages
    const uint8_t* numbers  # of pages: 16 bits a number
    int64_t pages
    int64_t low  # how many low bits a number has
    const uint8_t* lows
    const uint8_t* highs
    int64_t high_size

cdef struct Cursor:
    int64_t word  # of the high bits, the one that is looked at
    int64_t before  # ones before it
    int64_t page
    int64_t at  # the number of the page from which on is looked


cdef class Lists:
    cdef const uint8_t[::1] packed
    cdef const uint16_t[::1] counts
    cdef const int64_t[::1] groups
    cdef const int64_t[::1] large
    cdef readonly int64_t bound
    cdef int64_t pages, long

    cdef int64_t count_of(self, Py_ssize_t index) except -1 nogil
    cdef int64_t size_of(self, int64_t count) noexcept nogil
    cdef int at(self, Py_ssize_t index, List* found) except -1 nogil


cdef inline uint32_t first_of(const List* held, int64_t page) noexcept nogil:
    """Where a page begins, at most `count`."""
    cdef uint32_t first
    memcpy(&first, held.firsts + 4 * page, 4)
    return first if first <= held.count else <uint32_t>held.count


cdef inline uint16_t number_of(const List* held, int64_t at) noexcept nogil:
    """A number of a paged list within its page."""
    cdef uint16_t number
    memcpy(&number, held.numbers + 2 * at, 2)
    return number


cdef inline int64_t low_of(const List* held, int64_t at) noexcept nogil:
    """The low bits of a number; `at` is below `count`."""
    cdef uint64_t word
    cdef int64_t bit = at * held.low
    memcpy(&word, held.lows + (bit >> 3), 8)
    return <int64_t>((word >> (bit & 7)) & ((<uint64_t>1 << held.low) - 1))


cdef inline int64_t read(const List* held, int64_t bound, int64_t* out) noexcept nogil:
    """Write all numbers, of which there are `count`; how many there were before one that is not below `bound`."""
    cdef int64_t page, i = 0, end, word_at, place, number
    cdef uint64_t word
    if held.paged:
        for page in range(held.pages):
            end = first_of(held, page + 1)
            if first_of(held, page) != i:
                return i
            while i < end:
                number = (page << 16) | number_of(held, i)
                if number >= bound:
                    return i
                out[i] = number
                i += 1
        return i
    word_at = 0
    while word_at * 8 < held.high_size:
        word = load(held.highs, held.high_size, word_at * 8)
        while word:
            if i >= held.count:
                return i
            place = word_at * 64 + lowest(word)
            word &= word - 1
            number = ((place - i) << held.low) | (low_of(held, i) if held.low else 0)
            if number >= bound:
                return i
            out[i] = number
            i += 1
        word_at += 1
    return i


cdef inline bint has(const List* held, Cursor* cursor, int64_t number) noexcept nogil:
    """Whether a number is in the list; the numbers tested with one cursor ascend."""
    cdef int64_t high, wanted, zeros, at, end, middle, step
    cdef uint64_t word, rest
    cdef int bit
    if number < 0:
        return False
    if held.paged:
        high = number >> 16
        if high >= held.pages:
            return False
        at, end = first_of(held, high), first_of(held, high + 1)
        if high == cursor.page and cursor.at > at:
            at = cursor.at
        wanted, step = number & 0xFFFF, 1
        while at + step < end and number_of(held, at + step) < wanted:
            at += step
            step <<= 1
        if at + step < end:
            end = at + step + 1
        while at < end:
            middle = (at + end) >> 1
            if number_of(held, middle) < wanted:
                at = middle + 1
            else:
                end = middle
        cursor.page, cursor.at = high, at
        return at < first_of(held, high + 1) and number_of(held, at) == wanted
    high, wanted = number >> held.low, number & ((<int64_t>1 << held.low) - 1)
    # Numbers with these high bits are the ones behind as many zeros.
    while True:
        if cursor.word * 8 >= held.high_size:
            return False
        word = load(held.highs, held.high_size, cursor.word * 8)
        step = ones(word)
        zeros = cursor.word * 64 - cursor.before
        if zeros + 64 - step >= high:
            break
        cursor.before += step
        cursor.word += 1
    at, rest = cursor.before, ~word
    bit = 0
    while zeros < high:
        bit = lowest(rest)
        rest &= rest - 1
        zeros += 1
        bit += 1
    if bit:
        at += ones(word & ((<uint64_t>1 << bit) - 1)) if bit < 64 else ones(word)
    middle = cursor.word
    while True:
        if bit == 64:
            middle, bit = middle + 1, 0
            if middle * 8 >= held.high_size:
                return False
            word = load(held.highs, held.high_size, middle * 8)
        if not (word >> bit) & 1 or at >= held.count:
            return False
        if not held.low or low_of(held, at) == wanted:
            return True
        at += 1
        bit += 1
