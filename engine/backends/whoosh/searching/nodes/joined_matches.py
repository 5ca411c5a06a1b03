"""Many lists of matches joined one by one, so that a query holds one of them at a time however many parts it has."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matched, Matches
from engine.runtime import deadline


class Joint:
    """What all of several lists hold, with the sum of their scores; what is to be without takes away."""

    def __init__(self, documents: int) -> None:
        self.matched = np.ones(documents, bool)
        self._sums = np.zeros(documents, np.float32)

    def join(self, matched: Matched, factor: float, without: bool) -> None:
        """Keep what is found too, or (`without`) is not; add its scores times `factor`."""
        self.matched &= ~matched.mask if without else matched.mask
        if factor:
            docs, scores = matched.scored()
            self._sums[docs] += scores * np.float32(factor)

    def scored(self) -> tuple[Array, Array]:
        """The documents that score anything (int32), and their scores."""
        docs = (self.matched & (self._sums != 0)).nonzero()[0]
        return docs.astype(np.int32), self._sums.take(docs)


def added(lists: Iterable[Matched], documents: int) -> Matches:
    """What any of the lists has; scores add up."""
    mask, sums = np.zeros(documents, bool), np.zeros(documents, np.float32)
    for matches in deadline.checked(lists, 1):
        docs, scores = matches.scored()
        mask[docs] = True
        sums[docs] += scores
    docs = mask.nonzero()[0]
    return Matches(documents, docs, sums.take(docs))
