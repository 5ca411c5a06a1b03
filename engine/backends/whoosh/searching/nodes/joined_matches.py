"""Joins of many lists of matches, one at a time, so that memory does not grow with the parts of a query."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matched, Matches
from engine.runtime import deadline


class Joint:
    """Intersection of several lists with the sum of their scores; excluded lists are subtracted."""

    def __init__(self, documents: int) -> None:
        self.matched = np.ones(documents, bool)
        self._sums = np.zeros(documents, np.float32)

    def join(self, matched: Matched, factor: float, without: bool) -> None:
        """Keep only documents that match, or (`without`) do not match; add scores times `factor`."""
        self.matched &= ~matched.mask if without else matched.mask
        if factor:
            docs, scores = matched.scored()
            self._sums[docs] += scores * np.float32(factor)

    def scored(self) -> tuple[Array, Array]:
        """Return the documents with a score other than 0 (int32), and their scores."""
        docs = (self.matched & (self._sums != 0)).nonzero()[0]
        return docs.astype(np.int32), self._sums.take(docs)


def added(lists: Iterable[Matched], documents: int) -> Matches:
    """Return the union of the lists; scores add up."""
    mask, sums = np.zeros(documents, bool), np.zeros(documents, np.float32)
    for matches in deadline.checked(lists, 1):
        docs, scores = matches.scored()
        mask[docs] = True
        sums[docs] += scores
    docs = mask.nonzero()[0]
    return Matches(documents, docs, sums.take(docs))
