# cython: language_level=3, boundscheck=True, wraparound=False
"""A query in one segment as a plan: all of several groups, each at least one of several parts; scores add up.

Worked off in pages of 65,536 documents: first the bits of what matches, by whole words where a term is common, then
scores, where they are asked for, of matches only. A phrase is a plan too: its words are groups, and what has them all is
looked through for positions that follow each other.
"""

import numpy as np

from libc.stdint cimport int32_t, int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc, realloc
from libc.string cimport memcpy, memset

from engine.backends.whoosh.kernels.adjacent cimport AT_ONCE, Place, Row, Word, adjacent
from engine.backends.whoosh.kernels.bits cimport PAGE, WORDS, lowest, ones_of
from engine.backends.whoosh.kernels.choosing cimport FEW, add, choose
from engine.backends.whoosh.kernels.parts cimport DAMAGED, NUMBERED, Field, Scorer, Term, View, mark, page_begin
from engine.backends.whoosh.kernels.sieving cimport Between, between, probe
from engine.backends.whoosh.kernels.parts import damaged

cdef enum:
    MOST = 1024  # best documents that are kept sorted

BEST = MOST
cdef list _scratches = []  # taken and given back under the interpreter's lock


cdef class Scratch:
    """Memory of one thread at work."""

    def __cinit__(self):
        self.window, self.words = <float*>calloc(PAGE, sizeof(float)), <uint64_t*>calloc(WORDS, sizeof(uint64_t))
        if self.window == NULL or self.words == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.window)
        free(self.words)
        free(self.rows[0].data)
        free(self.rows[1].data)


cdef class Plan:
    """`live` has a bit for every document that is there, in words of 64; None where all are."""

    def __cinit__(self, Py_ssize_t documents, live=None):
        self.documents, self.pages = documents, (documents + PAGE - 1) // PAGE
        self.terms, self.held, self.masks = [], [], []
        self.words, self.optional, self.found = None, -1, -1
        if live is not None:
            self.within(live)

    def __dealloc__(self):
        free(self.views)
        free(self.groups)
        free(self.ranges)
        free(self.phrase)
        free(self.places)
        free(self.order)

    # Making the plan.

    def group(self, bint scored=True, bint without=False):
        """Begin a group: a match has at least one of the parts that follow, or none of them."""
        if self.group_count == self.group_room:
            grown = realloc(self.groups, (self.group_room * 2 + 4) * sizeof(Group))
            if grown == NULL:
                raise MemoryError
            self.groups, self.group_room = <Group*>grown, self.group_room * 2 + 4
        self.groups[self.group_count] = Group(self.view_count, self.view_count, without, scored and not without, 0)
        self.group_count += 1

    def extras(self):
        """What follows need not match: it only adds to scores."""
        self.optional = self.view_count

    def term(self, Term term not None, Scorer scorer, float factor):
        """A term as a part. Without a scorer it scores its frequency; either is multiplied by `factor`."""
        cdef View* view = self._view()
        if term.field.documents != self.documents:
            raise damaged()
        view[0] = term.view
        view.factor = factor
        self.terms.append(term)
        if scorer is not None:
            if scorer.lengths.shape[0] != self.documents:
                raise damaged()
            view.table, view.norms = &scorer.table[0], &scorer.norms[0]
            if self.documents:
                view.lengths = &scorer.lengths[0]
            self.held.append(scorer)
        if self.optional < 0:
            self.groups[self.group_count - 1].size += view.count

    def listed(self, const int32_t[::1] docs, const float[::1] scores, float factor):
        """Ascending documents as a part, with a score each or (None) `factor` for all."""
        cdef View* view = self._view()
        memset(view, 0, sizeof(View))
        view.kind, view.count, view.factor = NUMBERED, docs.shape[0], factor
        self.held.append(docs)
        if view.count:
            view.numbers = &docs[0]
            if scores is not None:
                if scores.shape[0] != view.count:
                    raise ValueError("A score for each document is wanted.")
                view.scores = &scores[0]
                self.held.append(scores)
        if self.optional < 0:
            self.groups[self.group_count - 1].size += view.count

    def between(self, const int64_t[::1] column, int64_t low, int64_t high, int64_t absent):
        """Matches have a number from `low` to `high` in this column, other than `absent`."""
        if column.shape[0] != self.documents:
            raise damaged()
        grown = realloc(self.ranges, (self.range_count + 1) * sizeof(Between))
        if grown == NULL:
            raise MemoryError
        self.ranges = <Between*>grown
        if self.documents:
            self.ranges[self.range_count] = Between(&column[0], low, high, absent)
            self.range_count += 1
            self.held.append(column)

    def within(self, const uint64_t[::1] words):
        """Matches have their bit set here."""
        if words.shape[0] < self.pages * WORDS:
            raise ValueError("Whole pages of words are wanted.")
        self.masks.append(words)
        self.masked = True

    def follow(self, Py_ssize_t slop):
        """Matches have the terms of the groups, one in each, 1 to `slop` positions behind each other."""
        cdef Py_ssize_t i
        cdef Term term
        cdef Field field
        self.slop, self.phrase = slop, <Word*>calloc(self.group_count, sizeof(Word))
        self.places = <Place*>calloc(self.group_count * AT_ONCE, sizeof(Place))
        if self.phrase == NULL or self.places == NULL:
            raise MemoryError
        if len(self.terms) != self.group_count or self.view_count != self.group_count:
            raise ValueError("A phrase has one term in each group.")
        for i in range(self.group_count):
            term = self.terms[i]
            field = term.field
            if field.positions.shape[0] < 8 or field.widths.shape[0] == 0:
                raise damaged()
            if field.offsets.shape[0] < field.widths.shape[0]:
                raise damaged()
            self.phrase[i].positions, self.phrase[i].size = &field.positions[0], field.positions.shape[0]
            self.phrase[i].widths, self.phrase[i].blocks = &field.widths[0], field.widths.shape[0]
            self.phrase[i].offsets = &field.offsets[0]

    cdef View* _view(self) except NULL:
        if self.view_count == self.view_room:
            grown = realloc(self.views, (self.view_room * 2 + 8) * sizeof(View))
            if grown == NULL:
                raise MemoryError
            self.views, self.view_room = <View*>grown, self.view_room * 2 + 8
        if self.optional < 0:
            if self.group_count == 0:
                raise ValueError("Begin a group first.")
            self.groups[self.group_count - 1].end = self.view_count + 1
        self.view_count += 1
        return &self.views[self.view_count - 1]

    # Asking it.

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
        cdef const uint64_t[::1] words = self.words
        cdef Py_ssize_t at, i = 0
        cdef uint64_t word
        if self.found:
            with nogil:
                for at in range(words.shape[0]):
                    word = words[at]
                    while word:
                        doc[i] = <int32_t>(at * 64 + lowest(word))
                        word &= word - 1
                        i += 1
        return found

    def scored(self):
        """Every match, ascending (int32), and its score (float32). Raises IndexDamaged."""
        self._match()
        docs, scores = np.empty(self.found, np.int32), np.empty(self.found, np.float32)
        cdef int32_t[::1] doc = docs
        cdef float[::1] score = scores
        cdef const uint64_t[::1] words = self.words
        cdef Scratch scratch = _take()
        cdef Py_ssize_t page, at, i = 0, place
        cdef uint64_t word
        cdef int wrong = 0
        if self.found:
            with nogil:
                for page in range(self.pages):
                    wrong |= self._score(page, &words[page * WORDS], scratch.window)
                    for at in range(WORDS):
                        word = words[page * WORDS + at]
                        while word:
                            place = at * 64 + lowest(word)
                            doc[i] = <int32_t>(page * PAGE + place)
                            score[i] = scratch.window[place] + self.base
                            scratch.window[place] = 0
                            word &= word - 1
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
        cdef const uint64_t[::1] words = self.words
        cdef Scratch scratch = _take()
        cdef float[MOST] tops
        cdef int64_t[MOST] docs
        cdef Py_ssize_t held = 0, page, i
        cdef int wrong = 0
        with nogil:
            for page in range(self.pages):
                wrong |= self._score(page, &words[page * WORDS], scratch.window)
                held = choose(&words[page * WORDS], page, scratch.window, tops, docs, held, count)
        if wrong:
            raise damaged()
        _scratches.append(scratch)
        return [(docs[i], tops[i] + self.base) for i in range(held)]

    def narrowed(self, const uint64_t[::1] words):
        """The same plan, whose matches have their bit set here too. Raises IndexDamaged."""
        self._match()
        cdef Plan other = Plan.__new__(Plan, self.documents)
        cdef Py_ssize_t i
        if words.shape[0] < self.pages * WORDS:
            raise ValueError("Whole pages of words are wanted.")
        other.views = <View*>malloc(max(1, self.view_count) * sizeof(View))
        other.groups = <Group*>malloc(max(1, self.group_count) * sizeof(Group))
        if other.views == NULL or other.groups == NULL:
            raise MemoryError
        memcpy(other.views, self.views, self.view_count * sizeof(View))
        memcpy(other.groups, self.groups, self.group_count * sizeof(Group))
        other.view_count = other.view_room = self.view_count
        other.group_count = other.group_room = self.group_count
        other.optional = self.optional
        kept = np.empty(self.pages * WORDS, np.uint64)
        cdef uint64_t[::1] out = kept
        cdef const uint64_t[::1] own = self.words
        for i in range(self.pages * WORDS):
            out[i] = own[i] & words[i]
        other.base, other.masked, other.terms, other.held = self.base, True, self.terms, self.held
        other.words, other.found = kept, ones_of(&out[0], out.shape[0]) if out.shape[0] else 0
        return other

    cdef int _match(self) except -1:
        if self.words is not None:
            return 0
        made = np.empty(self.pages * WORDS, np.uint64)
        cdef uint64_t[::1] words = made
        cdef const uint64_t[::1] mask
        cdef const uint64_t** masks = NULL
        cdef Scratch scratch = _take()
        cdef Py_ssize_t page, i
        cdef int64_t total = 0
        cdef int wrong = 0
        self._sort()
        if self.masks:
            masks = <const uint64_t**>calloc(len(self.masks), sizeof(uint64_t*))
            if masks == NULL:
                raise MemoryError
            for i in range(len(self.masks)):
                mask = self.masks[i]
                masks[i] = &mask[0] if mask.shape[0] else NULL
        cdef Py_ssize_t mask_count = len(self.masks)
        with nogil:
            for page in range(self.pages):
                if self._page(page, &words[page * WORDS], scratch, masks, mask_count) < 0:
                    wrong = 1
                    break
                total += ones_of(&words[page * WORDS], WORDS)
        free(masks)
        if wrong:
            raise damaged()
        _scratches.append(scratch)
        self.found, self.words = total, made
        return 0

    cdef int _page(
        self, Py_ssize_t page, uint64_t* hits, Scratch scratch, const uint64_t** masks, Py_ssize_t mask_count
    ) noexcept nogil:
        """The bits of a page's matches. DAMAGED or 0."""
        cdef Py_ssize_t limit = min(PAGE, self.documents - page * PAGE), i, j, at
        cdef Group* group
        cdef int64_t held, size
        memset(hits, 0xFF if self.group_count == 0 or self.groups[self.order[0]].without else 0, WORDS * 8)
        for i in range(self.group_count):
            group = &self.groups[self.order[i]]
            if i == 0 and not group.without:
                held = 0
                for j in range(group.begin, group.end):
                    size = mark(&self.views[j], page, limit, hits)
                    if size < 0:
                        return DAMAGED
                    held += size
                if held == 0:
                    return 0
                continue
            held, size = ones_of(hits, WORDS), 0
            if held == 0:
                return 0
            for j in range(group.begin, group.end):
                size += page_begin(&self.views[j], page + 1) - page_begin(&self.views[j], page)
            if held * FEW < size:
                probe(&self.views[group.begin], group.end - group.begin, group.without, page, limit, hits)
                continue
            memset(scratch.words, 0, WORDS * 8)
            for j in range(group.begin, group.end):
                if mark(&self.views[j], page, limit, scratch.words) < 0:
                    return DAMAGED
            if group.without:
                for at in range(WORDS):
                    hits[at] &= ~scratch.words[at]
            else:
                for at in range(WORDS):
                    hits[at] &= scratch.words[at]
        # Bits behind the last document mean nothing.
        if limit & 63:
            hits[limit >> 6] &= (<uint64_t>1 << (limit & 63)) - 1
        for at in range((limit + 63) >> 6, WORDS):
            hits[at] = 0
        for i in range(mask_count):
            for at in range(WORDS):
                hits[at] &= masks[i][page * WORDS + at]
        for i in range(self.range_count):
            between(&self.ranges[i], page, hits)
        return self._follow(page, hits, scratch.rows) if self.phrase != NULL else 0

    cdef int _follow(self, Py_ssize_t page, uint64_t* hits, Row* rows) noexcept nogil:
        """Take away hits in which the words do not follow each other. DAMAGED or 0."""
        cdef Py_ssize_t at, i, some = 0
        cdef uint64_t word
        cdef uint32_t[AT_ONCE] docs
        for i in range(self.group_count):
            self.phrase[i].part = &self.views[self.groups[i].begin]
            self.phrase[i].low = page_begin(self.phrase[i].part, page)
        for at in range(WORDS):
            word = hits[at]
            while word:
                docs[some] = <uint32_t>(at * 64 + lowest(word))
                word &= word - 1
                some += 1
                if some == AT_ONCE:
                    if self._follow_some(page, hits, docs, some, rows) < 0:
                        return DAMAGED
                    some = 0
        return self._follow_some(page, hits, docs, some, rows)

    cdef int _follow_some(
        self, Py_ssize_t page, uint64_t* hits, const uint32_t* docs, Py_ssize_t some, Row* rows
    ) noexcept nogil:
        cdef int[AT_ONCE] found
        cdef Py_ssize_t i
        if adjacent(self.phrase, self.group_count, page, docs, some, self.slop, self.places, rows, found) < 0:
            return DAMAGED
        for i in range(some):
            if not found[i]:
                hits[docs[i] >> 6] ^= <uint64_t>1 << (docs[i] & 63)
        return 0

    cdef int _score(self, Py_ssize_t page, const uint64_t* hits, float* window) noexcept nogil:
        """Add the scores of the hits of a page to its window. 1 where a number cannot be, else 0."""
        cdef Py_ssize_t limit = min(PAGE, self.documents - page * PAGE), i, j, end
        cdef int64_t held = ones_of(hits, WORDS)
        cdef int wrong = 0
        cdef bint alone = self.group_count == 1 and not self.range_count and not self.masked
        if held == 0:
            return 0
        for i in range(self.group_count):
            if self.groups[i].scored:
                for j in range(self.groups[i].begin, self.groups[i].end):
                    wrong |= add(&self.views[j], page, limit, hits, held, not alone, window)
        if self.optional >= 0:
            for j in range(self.optional, self.view_count):
                wrong |= add(&self.views[j], page, limit, hits, held, True, window)
        return wrong

    cdef int _sort(self) except -1:
        """The order in which groups are looked at: the rarest first, those to be without last."""
        cdef Py_ssize_t place, before
        self.order = <Py_ssize_t*>malloc(max(1, self.group_count) * sizeof(Py_ssize_t))
        if self.order == NULL:
            raise MemoryError
        for place in range(self.group_count):
            before = place
            while before and self._sooner(place, self.order[before - 1]):
                self.order[before] = self.order[before - 1]
                before -= 1
            self.order[before] = place
        return 0

    cdef bint _sooner(self, Py_ssize_t one, Py_ssize_t other) noexcept nogil:
        cdef Group* first = &self.groups[one]
        cdef Group* second = &self.groups[other]
        if first.without != second.without:
            return second.without
        return first.size < second.size


cdef Scratch _take():
    return _scratches.pop() if _scratches else Scratch()
