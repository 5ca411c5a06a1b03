# cython: language_level=3, boundscheck=True, wraparound=False
"""Builder of the query of one segment: groups of terms and of listed documents, ranges, masks."""

from libc.stdint cimport int32_t, int64_t, uint64_t
from libc.stdlib cimport free, realloc
from libc.string cimport memset

from engine.backends.whoosh.kernels.query_struct cimport Group
from engine.backends.whoosh.kernels.bitset cimport PAGE, WORDS
from engine.backends.whoosh.kernels.posting_view cimport NUMBERED, Field, Term, View
from engine.backends.whoosh.kernels.match_filter cimport RangeFilter
from engine.backends.whoosh.kernels.posting_view import damaged


cdef class PlanBuilder:
    """All of several groups, each at least one of several parts; scores add up.

    `live` has a bit for every document that is there, in words of 64; None where all are.
    """

    def __cinit__(self, Py_ssize_t documents, live=None):
        self.query.documents, self.query.pages = documents, (documents + PAGE - 1) // PAGE
        self.query.optional = -1
        self.terms, self.held = [], []
        if live is not None:
            self.within(live)

    def __dealloc__(self):
        free(self.query.views)
        free(self.query.groups)
        free(self.query.order)
        free(self.query.ranges)
        free(self.query.masks)

    @property
    def documents(self):
        """How many documents the segment has."""
        return self.query.documents

    def group(self, bint scored=True, bint without=False):
        """Begin a group: a match has at least one of the parts that follow, or none of them."""
        cdef Py_ssize_t views = self.query.view_count
        if self.query.group_count == self.group_room:
            self.group_room = self.group_room * 2 + 4
            self.query.groups = <Group*>resized(self.query.groups, self.group_room, sizeof(Group))
        self.query.groups[self.query.group_count] = Group(views, views, without, scored and not without, 0)
        self.query.group_count += 1

    def extras(self):
        """What follows need not match: it only adds to scores."""
        self.query.optional = self.query.view_count

    def term(self, Term term not None, double share):
        """A term as a part; its scores are multiplied by `share`."""
        cdef View* view
        if term.field.documents != self.query.documents:
            raise damaged()
        view = self._view()
        view[0] = term.view
        view.factor = <float>(term.factor * share)
        self.terms.append(term)
        self._count(view.count)

    def listed(self, const int32_t[::1] docs, const float[::1] scores, float factor):
        """Ascending documents as a part, with a score each or (None) `factor` for all."""
        cdef View* view
        if scores is not None and scores.shape[0] != docs.shape[0]:
            raise ValueError("A score for each document is wanted.")
        view = self._view()
        memset(view, 0, sizeof(View))
        view.kind, view.count, view.factor = NUMBERED, docs.shape[0], factor
        self.held.append(docs)
        if view.count:
            view.numbers = &docs[0]
            if scores is not None:
                view.scores = &scores[0]
                self.held.append(scores)
        self._count(view.count)

    def between(self, const int64_t[::1] column, int64_t low, int64_t high, int64_t absent):
        """Matches have a number from `low` to `high` in this column, other than `absent`."""
        cdef Py_ssize_t count = self.query.range_count
        if column.shape[0] != self.query.documents:
            raise damaged()
        if self.query.documents:
            self.query.ranges = <RangeFilter*>resized(self.query.ranges, count + 1, sizeof(RangeFilter))
            self.query.ranges[count] = RangeFilter(&column[0], low, high, absent)
            self.query.range_count += 1
            self.held.append(column)

    def within(self, const uint64_t[::1] words):
        """Matches have their bit set here."""
        cdef Py_ssize_t count = self.query.mask_count
        if words.shape[0] < self.query.pages * WORDS:
            raise ValueError("Whole pages of words are wanted.")
        if self.query.pages:
            self.query.masks = <const uint64_t**>resized(self.query.masks, count + 1, sizeof(uint64_t*))
            self.query.masks[count] = &words[0]
            self.query.mask_count += 1
            self.held.append(words)

    cdef View* _view(self) except NULL:
        """Append a part to the last group, or to the extras."""
        if self.query.optional < 0 and self.query.group_count == 0:
            raise ValueError("Begin a group first.")
        if self.query.view_count == self.view_room:
            self.view_room = self.view_room * 2 + 8
            self.query.views = <View*>resized(self.query.views, self.view_room, sizeof(View))
        self.query.view_count += 1
        if self.query.optional < 0:
            self.query.groups[self.query.group_count - 1].end = self.query.view_count
        return &self.query.views[self.query.view_count - 1]

    cdef int _count(self, Py_ssize_t postings) except -1:
        if self.query.optional < 0:
            self.query.groups[self.query.group_count - 1].size += postings
        return 0

    cdef int _sort(self) except -1:
        """The order in which groups are looked at: the rarest first, those to be without last."""
        cdef Py_ssize_t place, before, count = self.query.group_count
        cdef Group* groups = self.query.groups
        cdef Py_ssize_t* order = <Py_ssize_t*>resized(self.query.order, count + 1, sizeof(Py_ssize_t))
        self.query.order = order
        for place in range(count):
            before = place
            while before and precedes(&groups[place], &groups[order[before - 1]]):
                order[before] = order[before - 1]
                before -= 1
            order[before] = place
        return 0


cdef bint precedes(const Group* one, const Group* other) noexcept:
    return other.without if one.without != other.without else one.size < other.size


cdef void* resized(void* held, Py_ssize_t count, Py_ssize_t size) except NULL:
    """Memory for `count` things of a size, with those in `held`."""
    cdef void* found = realloc(held, count * size)
    if found == NULL:
        raise MemoryError
    return found
