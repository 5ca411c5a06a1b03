# cython: language_level=3, boundscheck=True, wraparound=False
"""A query in one segment as a plan, and its answers: how many match, which, the best of them.

Worked off in pages of 65,536 documents: first the bits of what matches (`matching`), then scores, where they are query
for, of matches only (`scoring`, `choosing`).
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint16_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy

from engine.backends.whoosh.kernels.query_struct cimport Group
from engine.backends.whoosh.kernels.bitset cimport PAGE, WORDS, lowest, ones_of
from engine.backends.whoosh.kernels.top_k cimport insert_best
from engine.backends.whoosh.kernels.plan_builder cimport PlanBuilder, resized
from engine.backends.whoosh.kernels.page_matching cimport match_page
from engine.backends.whoosh.kernels.posting_view cimport View
from engine.backends.whoosh.kernels.page_scoring cimport score_page
from engine.backends.whoosh.kernels.posting_view import damaged
from engine.runtime.deadline import check_deadline

cdef enum:
    MAX_BEST = 1024  # best documents that are kept sorted
    PARTS = 64  # a page of fewer parts takes no time to speak of

BEST = MAX_BEST
cdef list _scratches = []  # taken and given back under the interpreter's lock


cdef class Scratch:
    """Memory of one thread at work."""

    def __cinit__(self):
        self.buffers.window = <float*>calloc(PAGE, sizeof(float))
        self.buffers.words = <uint64_t*>malloc(WORDS * sizeof(uint64_t))
        self.buffers.docs = <uint16_t*>malloc(PAGE * sizeof(uint16_t))
        if self.buffers.window == NULL or self.buffers.words == NULL or self.buffers.docs == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.buffers.window)
        free(self.buffers.words)
        free(self.buffers.docs)


cdef class Plan(PlanBuilder):
    """What matches every group, range and mask, with its scores. It answers once it is complete."""

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
            for at in range(self.query.pages * WORDS):
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
            for page in range(self.query.pages):
                self._pause()
                wrong |= score_page(&self.query, page, &self.hits[page * WORDS], self.counts[page], &scratch.buffers)
                end = i + self.counts[page]
                while i < end:
                    place = doc[i] - page * PAGE
                    score[i] = scratch.buffers.window[place] + self.base
                    scratch.buffers.window[place] = 0
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
        count = min(count, MAX_BEST, self.found)
        if count <= 0:
            return []
        cdef Scratch scratch = _take()
        cdef float[MAX_BEST] tops
        cdef int64_t[MAX_BEST] docs
        cdef Py_ssize_t held = 0, page, i
        cdef int wrong = 0
        with nogil:
            for page in range(self.query.pages):
                if self.counts[page]:
                    self._pause()
                    wrong |= score_page(&self.query, page, &self.hits[page * WORDS], self.counts[page], &scratch.buffers)
                    held = insert_best(&self.hits[page * WORDS], page, scratch.buffers.window, tops, docs, held, count)
        if wrong:
            raise damaged()
        _scratches.append(scratch)
        return [(docs[i], tops[i] + self.base) for i in range(held)]

    def narrowed(self, const uint64_t[::1] words):
        """The same plan, whose matches have their bit set here too. Raises IndexDamaged."""
        self._match()
        cdef Plan other = Plan.__new__(Plan, self.query.documents)
        cdef Py_ssize_t i, page, views = self.query.view_count, groups = self.query.group_count
        other.within(words)
        other.query.views = <View*>resized(NULL, views + 1, sizeof(View))
        other.query.groups = <Group*>resized(NULL, groups + 1, sizeof(Group))
        if views:  # of none there is no address to copy from
            memcpy(other.query.views, self.query.views, views * sizeof(View))
        if groups:
            memcpy(other.query.groups, self.query.groups, groups * sizeof(Group))
        other.query.view_count = other.view_room = views
        other.query.group_count = other.group_room = groups
        other.query.optional = self.query.optional
        other.base, other.terms, other.held = self.base, self.terms, [self.held, words]
        made = other._room()
        for page in range(self.query.pages):
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
            for page in range(self.query.pages):
                self._pause()
                some = match_page(&self.query, page, &self.hits[page * WORDS], &scratch.buffers)
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
        """Check the time limit between two pages of a plan with many parts."""
        if self.query.view_count > PARTS:
            with gil:
                check_deadline()
        return 0

    cdef object _room(self):
        """Allocate the bits of the matches and their number in each page."""
        made = np.empty(self.query.pages * WORDS, np.uint64)
        cdef uint64_t[::1] words = made
        self.hits = &words[0] if self.query.pages else NULL
        self.counts = <int64_t*>resized(self.counts, self.query.pages + 1, sizeof(int64_t))
        return made


cdef Scratch _take():
    return _scratches.pop() if _scratches else Scratch()
