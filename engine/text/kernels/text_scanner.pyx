# cython: language_level=3, boundscheck=True, wraparound=False
"""Search for many short texts in a text at once, and measurements of where they occur."""

from libc.stdint cimport int32_t, int64_t, uint8_t, uint16_t
from libc.stdlib cimport calloc, free, realloc
from libc.string cimport memset

cdef extern from "Python.h":
    int PyUnicode_KIND(object text)
    void* PyUnicode_DATA(object text)
    bint Py_UNICODE_ISSPACE(Py_UCS4 character)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t index) nogil

cdef enum:
    CODE_POINTS = 0x110000
    CLASS = 0x0FFF  # characters that occur in a needle are numbered from 1 in these bits
    DOT = 0x1000
    DIGIT = 0x2000
    LINE_END = 0x4000
    STOP = 0x8000  # the end of a sentence
    TRIES = 50  # passages that are tried until enough of them do not overlap

MAX_CLASSES = CLASS

# Tables that no scanner uses, with the marks of characters and no classes: a new table would have to be filled.
cdef enum:
    SPARE_TABLES = 16

cdef uint16_t* spare[SPARE_TABLES]
cdef int spares = 0


cdef uint16_t* take_table(sources) except NULL:
    """Return a table without classes."""
    global spares
    cdef uint16_t* table
    if spares:
        spares -= 1
        return spare[spares]
    table = <uint16_t*>calloc(CODE_POINTS, sizeof(uint16_t))
    if table == NULL:
        raise MemoryError
    for marks, mark in (("0123456789", DIGIT), (".", DOT), ("。!?;", STOP)):
        for char in marks:
            for code in sources(char):
                table[<Py_ssize_t>code] |= <uint16_t>mark
    table[10] |= LINE_END
    return table


cdef struct Match:
    int32_t start
    int32_t line
    int32_t needle
    bint beside


cdef struct Passage:
    int32_t distinct
    int32_t marks
    int32_t characters
    bint used


cdef bint _better(Passage one, Passage other) noexcept:
    if one.distinct != other.distinct:
        return one.distinct > other.distinct
    if one.marks != other.marks:
        return one.marks > other.marks
    return one.characters > other.characters


cdef class TextScanner:
    """Searches texts for `needles`, which are folded.

    `sources` returns the code points that fold to a character; a text is searched as it is. Raises ValueError if the
    needles have more than MAX_CLASSES distinct characters.
    """

    cdef readonly list needles
    cdef uint16_t* kinds  # class and marks of each code point
    cdef int32_t* classed  # the code points that have a class
    cdef Py_ssize_t classed_size
    cdef int32_t* codes  # classes of the needles, one after another
    cdef int32_t* begins  # of each needle in `codes`
    cdef int32_t* heads  # first entry of each class in `order`
    cdef int32_t* order  # needles by the class of their first character
    cdef Match* matches
    cdef Py_ssize_t size, room
    cdef uint8_t* stopped  # of each line: it has the end of a sentence
    cdef Py_ssize_t lines, line_room
    cdef bint sentences

    def __cinit__(self, needles, sources):
        cdef Py_ssize_t i, at = 0, count
        cdef int32_t place
        self.needles = list(needles)
        count = len(self.needles)
        classes = {char: number for number, char in enumerate(sorted(set("".join(self.needles))), 1)}
        if len(classes) > MAX_CLASSES:
            raise ValueError("too many characters")
        codes = [(code, number) for char, number in classes.items() for code in sources(char)]
        self.codes = <int32_t*>calloc(sum(map(len, self.needles)) + 1, sizeof(int32_t))
        self.begins = <int32_t*>calloc(count + 1, sizeof(int32_t))
        self.heads = <int32_t*>calloc(len(classes) + 2, sizeof(int32_t))
        self.order = <int32_t*>calloc(count + 1, sizeof(int32_t))
        self.classed = <int32_t*>calloc(len(codes) + 1, sizeof(int32_t))
        if not (self.codes and self.begins and self.heads and self.order and self.classed):
            raise MemoryError
        self.kinds = take_table(sources)
        for code, number in codes:
            self.kinds[<Py_ssize_t>code] |= <uint16_t>number
            self.classed[self.classed_size] = <int32_t>code
            self.classed_size += 1
        for i, needle in enumerate(self.needles):
            self.begins[i] = <int32_t>at
            for char in needle:
                self.codes[at] = classes[char]
                at += 1
        self.begins[count] = <int32_t>at
        by_class = sorted((i for i in range(count) if self.needles[i]), key=lambda i: classes[self.needles[i][0]])
        for place, i in enumerate(by_class):
            self.order[place] = <int32_t>i
            self.heads[self.codes[self.begins[i]] + 1] = place + 1
        for i in range(1, len(classes) + 2):
            self.heads[i] = max(self.heads[i], self.heads[i - 1])

    def __dealloc__(self):
        global spares
        cdef Py_ssize_t i
        for i in range(self.classed_size):
            self.kinds[self.classed[i]] &= <uint16_t>~CLASS
        if self.kinds != NULL and spares < SPARE_TABLES:
            spare[spares] = self.kinds
            spares += 1
        else:
            free(self.kinds)
        free(self.classed)
        free(self.codes)
        free(self.begins)
        free(self.heads)
        free(self.order)
        free(self.matches)
        free(self.stopped)

    def passages(self, str text, Py_ssize_t size, Py_ssize_t tail, Py_ssize_t most):
        """Return the ranges of the occurrences, those that overlap merged, and the `most` best passages, in text order.

        A passage begins with the sentence of its first range if that is near and has about `size` characters. The best
        have most distinct ranges, then most ranges, then most characters of distinct ranges among those that begin
        `tail` characters before its end, then the first place; passages do not overlap.
        """
        cdef Py_ssize_t marks, i
        self._scan(text)
        marks = self._merge()
        ranges = [(self.matches[i].start, self.matches[i].line) for i in range(marks)]
        return ranges, self._windows(text, marks, size, size - tail, most)

    cdef Py_ssize_t _merge(self):
        """Merge matches that overlap; the end of each then stands in `line`. Return how many there are."""
        cdef Py_ssize_t i, marks = 0
        cdef int32_t start, end
        for i in range(self.size):
            start = self.matches[i].start
            end = start + <int32_t>self._length(self.matches[i].needle)
            if marks and start < self.matches[marks - 1].line:
                self.matches[marks - 1].line = max(end, self.matches[marks - 1].line)
            else:
                self.matches[marks].start = start
                self.matches[marks].line = end
                marks += 1
        return marks

    cdef list _windows(self, str text, Py_ssize_t marks, Py_ssize_t size, Py_ssize_t reach, Py_ssize_t most):
        cdef Py_ssize_t first, last = 0, i, place, start, end, tries
        cdef int32_t distinct = 0, characters = 0, word, words
        cdef int32_t* inside
        cdef Passage* passages
        cdef Passage* best
        words = self._number_words(text, marks)
        inside = <int32_t*>calloc(words + 1, sizeof(int32_t))
        passages = <Passage*>calloc(marks + 1, sizeof(Passage))
        ranges = []
        try:
            if inside == NULL or passages == NULL:
                raise MemoryError
            for first in range(marks):
                while last < marks and (last == first or self.matches[last].start < self.matches[first].start + reach):
                    word = self.matches[last].needle
                    if inside[word] == 0:
                        distinct += 1
                        characters += self.matches[last].line - self.matches[last].start
                    inside[word] += 1
                    last += 1
                passages[first] = Passage(distinct, <int32_t>(last - first), characters, False)
                word = self.matches[first].needle
                inside[word] -= 1
                if inside[word] == 0:
                    distinct -= 1
                    characters -= self.matches[first].line - self.matches[first].start
            for tries in range(min(marks, TRIES)):
                place = -1
                for i in range(marks):
                    if not passages[i].used and (place < 0 or _better(passages[i], passages[place])):
                        place = i
                passages[place].used = True
                start, end = self._around(text, self.matches[place].start, self.matches[place].line, size)
                if all(start >= other_end or end <= other_start for other_start, other_end in ranges):
                    ranges.append((start, end))
                    if len(ranges) == most:
                        break
        finally:
            free(inside)
            free(passages)
        return sorted(ranges)

    cdef int32_t _number_words(self, str text, Py_ssize_t marks) except -1:
        """Number the distinct texts of the merged ranges, in `needle`; return how many there are."""
        cdef dict numbers = {}
        cdef Py_ssize_t i
        for i in range(marks):
            word = text[self.matches[i].start : self.matches[i].line]
            self.matches[i].needle = <int32_t>numbers.setdefault(word, len(numbers))
        return <int32_t>len(numbers)

    cdef (Py_ssize_t, Py_ssize_t) _around(self, str text, Py_ssize_t first, Py_ssize_t last, Py_ssize_t size):
        """Return a passage that begins with the sentence of a range if that is near, else shortly before it."""
        cdef Py_ssize_t start = max(0, first - size // 3), place
        for place in range(first - 1, start - 1, -1):
            if self._mark(text, place) & (STOP | LINE_END):
                start = place + 1
                break
        while start < first and Py_UNICODE_ISSPACE(PyUnicode_READ(PyUnicode_KIND(text), PyUnicode_DATA(text), start)):
            start += 1
        return start, min(<Py_ssize_t>len(text), max(start + size, last))

    def count(self, list texts, int64_t[:, :] counts):
        """Count the occurrences of each needle in each text; `counts` has the shape (texts, needles)."""
        cdef Py_ssize_t i, number
        for number, text in enumerate(texts):
            if text:
                self._scan(text)
                for i in range(self.size):
                    counts[number, self.matches[i].needle] += 1

    def measure(
        self, list bodies, list repetitions, int64_t[:, :, :] counts, uint8_t[:, :, :] early, double[:] densest,
        const double[:] weights, const int64_t[:] lengths, Py_ssize_t window,
    ):
        """Measure the occurrences in the bodies of articles.

        Lines without the end of a sentence, if there are others, and `repetitions`, ranges of each body, are
        boilerplate. `counts` (bodies, 3, needles) are the occurrences of each needle, those that begin in boilerplate,
        and those that are no part of a longer number. `early`, of the same shape, says whether a needle ends within the
        first sentence, which has lengths[0] to lengths[1] characters, the first lengths[2] and the first lengths[3]
        characters, and begins outside boilerplate. `densest` is the largest sum of the `weights` of distinct needles in
        a window of `window` characters of each body.
        """
        cdef Py_ssize_t number
        for number, text in enumerate(bodies):
            if text:
                self._scan(text)
                self._mark_boilerplate(repetitions[number])
                self._measure(text, number, counts, early, lengths)
                densest[number] = self._densest(weights, window)

    cdef int _mark_boilerplate(self, list repetitions) except -1:
        cdef Py_ssize_t i, first, last
        for i in range(self.size):
            self.matches[i].beside = self.sentences and not self.stopped[self.matches[i].line]
        for first, last in repetitions:
            for i in range(self.size):
                if first <= self.matches[i].start < last:
                    self.matches[i].beside = True
        return 0

    cdef int _measure(
        self, str text, Py_ssize_t number, int64_t[:, :, :] counts, uint8_t[:, :, :] early, const int64_t[:] lengths
    ) except -1:
        cdef Py_ssize_t i, end, sentence = self._sentence(text, lengths[0], lengths[1])
        cdef int32_t needle
        cdef Match* match
        for i in range(self.size):
            match = &self.matches[i]
            needle = match.needle
            counts[number, 0, needle] += 1
            end = match.start + self._length(needle)
            if match.beside:
                counts[number, 1, needle] += 1
            else:
                early[number, 0, needle] |= end <= sentence
                early[number, 1, needle] |= end <= lengths[2]
                early[number, 2, needle] |= end <= lengths[3]
            counts[number, 2, needle] += self._is_whole_number(text, match.start, end)
        return 0

    cdef Py_ssize_t _length(self, Py_ssize_t needle) noexcept nogil:
        return self.begins[needle + 1] - self.begins[needle]

    cdef int _scan(self, str text) except -1:
        """Find all matches, in order of their starts, and the lines that have the end of a sentence."""
        cdef Py_ssize_t size = len(text), i
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef uint16_t mark
        self.size = self.lines = 0
        self.sentences = False
        self._next_line()
        with nogil:
            for i in range(size):
                mark = self.kinds[PyUnicode_READ(kind, data, i)]
                if not mark:
                    continue
                if mark & CLASS:
                    self._match(kind, data, size, i, mark & CLASS)
                if mark & STOP:
                    self.stopped[self.lines - 1] = self.sentences = True
                if mark & LINE_END:
                    self._next_line()
        return 0

    cdef int _match(self, int kind, void* data, Py_ssize_t size, Py_ssize_t start, int32_t first) except -1 nogil:
        cdef int32_t place, needle, at
        cdef Py_ssize_t i
        for place in range(self.heads[first], self.heads[first + 1]):
            needle = self.order[place]
            i = start
            for at in range(self.begins[needle] + 1, self.begins[needle + 1]):
                i += 1
                if i >= size or self.kinds[PyUnicode_READ(kind, data, i)] & CLASS != self.codes[at]:
                    break
            else:
                self._append(start, needle)
        return 0

    cdef int _append(self, Py_ssize_t start, int32_t needle) except -1 nogil:
        cdef Match* larger
        if self.size == self.room:
            larger = <Match*>realloc(self.matches, (2 * self.room + 64) * sizeof(Match))
            if larger == NULL:
                with gil:
                    raise MemoryError
            self.matches, self.room = larger, 2 * self.room + 64
        self.matches[self.size].start = <int32_t>start
        self.matches[self.size].line = <int32_t>(self.lines - 1)
        self.matches[self.size].needle = needle
        self.size += 1
        return 0

    cdef int _next_line(self) except -1 nogil:
        cdef uint8_t* larger
        if self.lines == self.line_room:
            larger = <uint8_t*>realloc(self.stopped, 2 * self.line_room + 64)
            if larger == NULL:
                with gil:
                    raise MemoryError
            self.stopped, self.line_room = larger, 2 * self.line_room + 64
        self.stopped[self.lines] = False
        self.lines += 1
        return 0

    cdef Py_ssize_t _sentence(self, str text, Py_ssize_t least, Py_ssize_t most):
        cdef Py_ssize_t i
        for i in range(least, min(most, len(text))):
            if self._mark(text, i) & STOP:
                return i
        return most

    cdef uint16_t _mark(self, str text, Py_ssize_t place):
        if place < 0 or place >= len(text):
            return 0
        return self.kinds[PyUnicode_READ(PyUnicode_KIND(text), PyUnicode_DATA(text), place)]

    cdef bint _is_whole_number(self, str text, Py_ssize_t start, Py_ssize_t end):
        cdef uint16_t before = self._mark(text, start - 1), behind = self._mark(text, end)
        if (before | behind) & DIGIT:
            return False
        if before & DOT and self._mark(text, start - 2) & DIGIT:
            return False
        return not (behind & DOT and self._mark(text, end + 1) & DIGIT)

    cdef double _densest(self, const double[:] weights, Py_ssize_t window):
        """Return the largest sum of the weights of the needles that begin in a window, each counted once."""
        cdef double best = 0.0, total
        cdef Py_ssize_t first, last = 0, previous = -1, i
        cdef int32_t needle
        cdef int32_t* inside = <int32_t*>calloc(len(self.needles) + 1, sizeof(int32_t))
        if inside == NULL:
            raise MemoryError
        total = 0.0
        for first in range(self.size):
            if weights[self.matches[first].needle] == 0:
                continue
            while last < self.size and self.matches[last].start < self.matches[first].start + window:
                needle = self.matches[last].needle
                if weights[needle] != 0:
                    if inside[needle] == 0:
                        total += weights[needle]
                    inside[needle] += 1
                last += 1
            if self.matches[first].start != previous:
                best = max(best, total)
                previous = self.matches[first].start
            needle = self.matches[first].needle
            inside[needle] -= 1
            if inside[needle] == 0:
                total -= weights[needle]
        free(inside)
        return best
