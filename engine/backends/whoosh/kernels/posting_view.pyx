# cython: language_level=3, boundscheck=True, wraparound=False
"""The arrays of a field and of a term in it, checked once, so that plans need not look again."""

import numpy as np

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memset

from engine.backends.whoosh.kernels.bitset cimport PAGE, load, ones
from engine.errors import IndexDamaged


def damaged():
    """What is raised where a number in a file cannot be."""
    return IndexDamaged("The index is damaged: a number in it points outside of it. Build the index again.")


cdef class Field:
    """The postings of a field in one segment of `documents`: arrays as docs/format.md names them.

    Raises ValueError where an array has another type than these.
    """

    def __init__(
        self, Py_ssize_t documents, docs, splits, weights, large, large_weights, maps
    ):
        self.documents, self.docs, self.splits, self.weights = documents, docs, splits, weights
        self.large, self.large_weights, self.maps = large, large_weights, maps
        if len(self.large) != len(self.large_weights):
            raise damaged()

    def term(self, Py_ssize_t first, Py_ssize_t last, Py_ssize_t start, Py_ssize_t row):
        """Postings `first` to `last`, their documents from `start` on, or in this `row` of the maps (else -1)."""
        cdef Term term = Term.__new__(Term)
        cdef View* view = &term.view
        cdef Py_ssize_t size = (self.documents + 7) >> 3, at, before
        memset(view, 0, sizeof(View))
        term.field, term.factor = self, 1
        view.first, view.count = first, last - first
        if first < 0 or last < first or (last + 1) >> 1 > self.weights.shape[0]:
            raise damaged()
        view.weights = &self.weights[0] if self.weights.shape[0] else NULL
        view.weights_size, view.large_count = self.weights.shape[0], self.large.shape[0]
        if view.large_count:
            view.large, view.large_weights = &self.large[0], &self.large_weights[0]
        if row >= 0:
            if (row + 1) * size > self.maps.shape[0]:
                raise damaged()
            view.kind, view.map, view.map_size = MAPPED, &self.maps[row * size], size
            term.ranks = ranks(self.maps[row * size : (row + 1) * size])
            set_ranks(view, term.ranks)
            return term
        view.kind = LISTED
        if start < 0 or start + view.count > self.docs.shape[0]:
            raise damaged()
        if view.count:
            view.docs = &self.docs[start]
        at = lower_bound(&self.splits[0], 0, self.splits.shape[0], first) if self.splits.shape[0] else 0
        before = first
        while at + view.split_count < self.splits.shape[0] and self.splits[at + view.split_count] < last:
            if self.splits[at + view.split_count] < before:
                raise damaged()
            before = self.splits[at + view.split_count]
            view.split_count += 1
        if view.split_count:
            view.splits = &self.splits[at]
        if view.split_count * PAGE >= max(self.documents, 1):
            raise damaged()
        return term


cdef class Term:
    """A term of a field: its postings, and what they are worth."""

    def score(self, Scorer scorer, double factor):
        """From now on every posting scores what the scorer says, or without one its frequency, times `factor`."""
        self.factor, self.scorer = factor, scorer
        self.view.table, self.view.norms, self.view.lengths = NULL, NULL, NULL
        if scorer is not None:
            if scorer.lengths.shape[0] != self.field.documents:
                raise damaged()
            self.view.table, self.view.norms = &scorer.table[0], &scorer.norms[0]
            if scorer.lengths.shape[0]:
                self.view.lengths = &scorer.lengths[0]

    def __len__(self):
        return self.view.count


cdef class Scorer:
    """How postings of a field score: length bytes of all documents, scores by frequency and length, norms by length."""

    def __init__(self, Py_ssize_t documents, lengths, table, norms):
        self.lengths, self.table, self.norms = lengths, table, norms
        if self.lengths.shape[0] != documents or self.table.shape[0] != 65536 or self.norms.shape[0] != 256:
            raise damaged()


cdef ranks(const uint8_t[::1] map):
    """How many bits of a map are set before each 64 of them."""
    found = np.empty((map.shape[0] + 7) // 8 + 1, np.uint32)
    cdef uint32_t[::1] out = found
    cdef Py_ssize_t i
    cdef uint32_t total = 0
    for i in range(out.shape[0] - 1):
        out[i] = total
        total += ones(load(&map[0], map.shape[0], i * 8))
    out[out.shape[0] - 1] = total
    return found


cdef void set_ranks(View* view, const uint32_t[::1] held):
    view.ranks = &held[0]
