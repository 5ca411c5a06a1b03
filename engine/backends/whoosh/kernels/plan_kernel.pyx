# cython: language_level=3, boundscheck=True, wraparound=False
"""A query in one segment as a plan, and what is asked of it: how many match, which, the best of them.

Worked off in pages of 65,536 documents: first the bits of what matches (`matching`), then scores, where they are asked
for, of matches only (`scoring`, `choosing`).
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint16_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy

from engine.backends.whoosh.kernels.query_struct cimport Group
from engine.backends.whoosh.kernels.bitset cimport PAGE, WORDS, lowest, ones_of
from engine.backends.whoosh.kernels.top_k cimport choose
from engine.backends.whoosh.kernels.plan_builder cimport Making, grown
from engine.backends.whoosh.kernels.page_matching cimport match_page
from engine.backends.whoosh.kernels.posting_view cimport View
from engine.backends.whoosh.kernels.page_scoring cimport score_page
from engine.backends.whoosh.kernels.posting_view import damaged
from engine.runtime.deadline import check_deadline

cdef enum:
    MOST = 1024  # best documents that are kept sorted
    PARTS = 64  # a page of fewer parts takes no time to speak of

BEST = MOST
cdef list _scratches = []  # taken and given back under the interpreter's lock


cdef class Scratch:
    """Memory of one thread at work."""

    def __cinit__(self):
        self.room.window = <float*>calloc(PAGE, sizeof(float))
        self.room.words = <uint64_t*>malloc(WORDS * sizeof(uint64_t))
        self.room.docs = <uint16_t*>malloc(PAGE * sizeof(uint16_t))
        if self.room.window == NULL or self.room.words == NULL or self.room.docs == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.room.window)
        free(self.room.words)
        free(self.room.docs)


cdef class Plan(Making):
    """What matches every group, range and mask, with its scores. It is asked after it was made, not between."""

    def __dealloc__(self):
        free(self.counts)

    @property
    def total(self):
        """How many documents match. Raises IndexDamaged."""
        self._match()
        return self.found

    def bits(self):
        """The matches as bits, 64 a word, in whole pages. Raises IndexDamaged."""
        self._match()
        return self.words

    def docs(self):
        """Every match, ascending (int32). Raises IndexDamaged."""
        self._match()
        found = np.empty(self.found, np.int32)
        cdef int32_t[::1] doc = found
        cdef Py_ssize_t at, i = 0
        cdef uint64_t word
        with nogil:
            for at in range(self.asked.pages * WORDS):
                word = self.hits[at]
                while word:
                    doc[i] = <int32_t>(at * 64 + lowest(word))
                    word &= word - 1
                    i += 1
        return found

    def scored(self):
        """Every match, ascending (int32), and its score (float32). Raises IndexDamaged."""
        docs = self.docs()
        scores = np.empty(self.found, np.float32)
        cdef const int32_t[::1] doc = docs
        cdef float[::1] score = scores
        cdef Scratch scratch = _take()
        cdef Py_ssize_t page, i = 0, end, place
        cdef int wrong = 0
        with nogil:
            for page in range(self.asked.pages):
                self._pause()
                wrong |= score_page(&self.asked, page, &self.hits[page * WORDS], self.counts[page], &scratch.room)
                end = i + self.counts[page]
                while i < end:
                    place = doc[i] - page * PAGE
                    score[i] = scratch.room.window[place] + self.base
                    scratch.room.window[place] = 0
                    i += 1
        if wrong:
            raise damaged()
        _scratches.append(scratch)
        return docs, scores

    def best(self, Py_ssize_t count):
        """The best documents (at most BEST) with their scores, equal ones in the order of documents.

        Raises IndexDamaged.
        """
        self._match()
        count = min(count, MOST, self.found)
        if count <= 0:
            return []
        cdef Scratch scratch = _take()
        cdef float[MOST] tops
        cdef int64_t[MOST] docs
        cdef Py_ssize_t held = 0, page, i
        cdef int wrong = 0
        with nogil:
            for page in range(self.asked.pages):
                if self.counts[page]:
                    self._pause()
                    wrong |= score_page(&self.asked, page, &self.hits[page * WORDS], self.counts[page], &scratch.room)
                    held = choose(&self.hits[page * WORDS], page, scratch.room.window, tops, docs, held, count)
        if wrong:
            raise damaged()
        _scratches.append(scratch)
        return [(docs[i], tops[i] + self.base) for i in range(held)]

    def narrowed(self, const uint64_t[::1] words):
        """The same plan, whose matches have their bit set here too. Raises IndexDamaged."""
        self._match()
        cdef Plan other = Plan.__new__(Plan, self.asked.documents)
        cdef Py_ssize_t i, page, views = self.asked.view_count, groups = self.asked.group_count
        other.within(words)
        other.asked.views = <View*>grown(NULL, views + 1, sizeof(View))
        other.asked.groups = <Group*>grown(NULL, groups + 1, sizeof(Group))
        memcpy(other.asked.views, self.asked.views, views * sizeof(View))
        memcpy(other.asked.groups, self.asked.groups, groups * sizeof(Group))
        other.asked.view_count = other.view_room = views
        other.asked.group_count = other.group_room = groups
        other.asked.optional = self.asked.optional
        other.base, other.terms, other.held = self.base, self.terms, [self.held, words]
        made = other._room()
        for page in range(self.asked.pages):
            for i in range(page * WORDS, (page + 1) * WORDS):
                other.hits[i] = self.hits[i] & words[i]
            other.counts[page] = ones_of(&other.hits[page * WORDS], WORDS)
            other.found += other.counts[page]
        other.words = made
        return other

    cdef int _match(self) except -1:
        """Find the matches, where they are not known yet."""
        if self.words is not None:
            return 0
        cdef Scratch scratch = _take()
        cdef Py_ssize_t page, some = 0
        cdef int64_t found = 0
        made = self._room()
        self._sort()
        with nogil:
            for page in range(self.asked.pages):
                self._pause()
                some = match_page(&self.asked, page, &self.hits[page * WORDS], &scratch.room)
                if some < 0:
                    break
                self.counts[page] = some
                found += some
        if some < 0:
            raise damaged()
        _scratches.append(scratch)
        self.found, self.words = found, made
        return 0

    cdef int _pause(self) except -1 nogil:
        """Between two pages of a plan with many parts: stop where the time of the query is over."""
        if self.asked.view_count > PARTS:
            with gil:
                check_deadline()
        return 0

    cdef object _room(self):
        """Room for the bits of the matches, and for how many there are in each page."""
        made = np.empty(self.asked.pages * WORDS, np.uint64)
        cdef uint64_t[::1] words = made
        self.hits = &words[0] if self.asked.pages else NULL
        self.counts = <int64_t*>grown(self.counts, self.asked.pages + 1, sizeof(int64_t))
        return made


cdef Scratch _take():
    return _scratches.pop() if _scratches else Scratch()
