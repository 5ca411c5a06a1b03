"""Node of one term in one field, with its scores."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.bm25f import Bm25f
from engine.backends.whoosh.searching.nodes.matches import Matches, lookup
from engine.backends.whoosh.segment.postings import FieldPostings

GALLOP_RATIO = 32  # a list so many times shorter than another is looked up in it; otherwise a mask is used


class TermNode:
    """Term number `index` of a field in one segment; every score is multiplied by `factor`."""

    def __init__(
        self,
        scoring: Bm25f,
        documents: int,
        postings: FieldPostings,
        index: int,
        field: str,
        lengths: Array | None,
        factor: float,
        scorer: kernels.Scorer | None = None,
    ) -> None:
        """Without `lengths` a posting scores its weight. `scorer` is the same scoring for the kernels."""
        self.documents, self.field, self.factor = documents, field, factor
        self.postings, self.index, self.lengths = postings, index, lengths
        self._scoring = scoring
        self._first, self._last = postings.bounds(index)
        self.size = self._last - self._first
        self._scorer = scorer

    @cached_property
    def compiled(self) -> kernels.Term | None:
        """Scored postings as a kernel term; None if the kernels do not support them."""
        term = self.postings.compiled(self.index)
        if term is not None:
            term.score(self._scorer, self.factor)
        return term

    def docs(self) -> Array:
        """Return the documents with the term."""
        return self.postings.docs(self._first, self._last)

    def score(self, docs: Array, rows: Array | None = None) -> Array:
        """Return scores of the postings, or of those at indices `rows`, whose documents are `docs`."""
        weights = self.postings.weigh(self._first, self._last)
        if rows is not None:
            weights = weights[rows]
        scores = self._scoring.scores(self.field, self.lengths, docs, weights)
        scores *= np.float32(self.factor)
        return scores

    def all(self) -> Matches:
        """Return every match."""
        docs = self.docs()
        return Matches(self.documents, docs, self.score(docs))

    def chosen(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and the indices of their postings."""
        own = self.docs()
        if len(docs) * GALLOP_RATIO < len(own):
            return lookup(docs, own)
        mark = np.zeros(self.documents, bool)
        mark[docs] = True
        rows = mark.take(own).nonzero()[0]
        mark[docs] = False
        mark[own.take(rows)] = True
        return mark.take(docs), rows

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit, rows = self.chosen(docs)
        scores = np.zeros(len(docs), np.float32)
        if len(rows):
            scores[hit] = self.score(docs[hit], rows)
        return hit, scores
