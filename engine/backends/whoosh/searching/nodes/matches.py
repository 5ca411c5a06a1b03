"""Matches in one segment: documents with scores, as a list or as one score for every document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array

PAGE_DOCUMENTS = 65536
SCORE_BLOCK_DOCUMENTS = 256  # documents per block when searching for the best scores


class Matched(Protocol):
    """Matches of a query in one segment of `documents`, independent of their representation."""

    @property
    def documents(self) -> int:
        """Number of documents of the segment."""
        ...

    @property
    def total(self) -> int:
        """Number of matching documents."""
        ...

    @property
    def words(self) -> Array:
        """Matches as a bitmap, 64 documents per word, in whole pages of 65,536."""
        ...

    @property
    def mask(self) -> Array:
        """Boolean mask of matching documents."""
        ...

    @property
    def listed(self) -> Array:
        """Matching documents, ascending, int64."""
        ...

    def scored(self) -> tuple[Array, Array]:
        """Return documents and their scores."""
        ...

    def within(self, mask: Array) -> Matched:
        """Return the matches that are also in the mask."""
        ...

    def rows(self, count: int) -> list[tuple[int, float]]:
        """Return the `count` best documents with scores, best first, ties by document."""
        ...


@dataclass(frozen=True)
class Matches:
    """Matches as arrays, in one of two forms.

    Either `docs`, ascending, with `scores` or the constant score `boost`; or `dense`, a score for every document, 0 for
    no match.
    """

    documents: int
    docs: Array | None = None
    scores: Array | None = None
    dense: Array | None = None
    boost: float = 0.0

    @property
    def is_constant(self) -> bool:
        """True if every match has the same score, `boost`."""
        return self.scores is None and self.dense is None

    @cached_property
    def mask(self) -> Array:
        """Boolean mask of matching documents."""
        if self.dense is not None:
            matched: Array = self.dense > 0
            return matched
        mask = np.zeros(self.documents, bool)
        mask[self.docs] = True
        return mask

    @cached_property
    def listed(self) -> Array:
        """Matching documents, ascending, int64."""
        return self.docs if self.docs is not None else self.mask.nonzero()[0]

    @property
    def total(self) -> int:
        """Number of matching documents."""
        return len(self.docs) if self.docs is not None else len(self.listed)

    def scored(self) -> tuple[Array, Array]:
        """Return documents and their scores."""
        docs = self.listed
        if self.dense is not None:
            return docs, self.dense.take(docs)
        return docs, np.full(len(docs), self.boost, np.float32) if self.scores is None else self.scores

    def within(self, mask: Array) -> Matches:
        """Return the matches that are also in the mask."""
        if self.dense is not None:
            return Matches(self.documents, dense=self.dense * mask)
        assert self.docs is not None
        keep = mask.take(self.docs)
        scores = None if self.scores is None else self.scores[keep]
        return Matches(self.documents, self.docs[keep], scores, boost=self.boost)

    def times(self, factor: float) -> Matches:
        """Return the same matches with every score multiplied by `factor`."""
        own = np.float32(factor)
        scores = None if self.scores is None else self.scores * own
        dense = None if self.dense is None else self.dense * own
        return Matches(self.documents, self.docs, scores, dense, self.boost * factor)

    @cached_property
    def words(self) -> Array:
        """Mask as a bitmap, 64 documents per word, in whole pages of 65,536."""
        return words_of(self.mask)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of ascending `docs` that match, and scores of all (float32, 0 for no match)."""
        own, own_scores = self.scored()
        hit, place = lookup(docs, own)
        scores = np.zeros(len(docs), np.float32)
        scores[hit] = own_scores[place]
        return hit, scores

    def rows(self, count: int) -> list[tuple[int, float]]:
        """Return the `count` best documents with scores, best first, ties by document."""
        if self.docs is not None and self.is_constant:
            return [(document, self.boost) for document in self.docs[:count].tolist()]
        docs, scores = self.best(count)
        return list(zip(docs.tolist(), scores.tolist(), strict=True))

    def best(self, count: int) -> tuple[Array, Array]:
        """Return the `count` best documents and their scores, best first, ties by document."""
        if self.dense is not None:
            docs = self._likely(count)
            scores = self.dense.take(docs)
        else:
            docs, scores = self.scored()
        if len(docs) > 4 * count + 256:
            least = np.partition(scores, len(scores) - count)[len(scores) - count]
            above = (scores > least).nonzero()[0]
            # Of the documents tied for the last place only the first are kept: there may be thousands.
            level = (scores == least).nonzero()[0][: count - len(above)]
            top = np.concatenate((above, level))
            docs, scores = docs[top], scores[top]
        order = np.lexsort((docs, -scores))[:count]
        return docs[order], scores[order]

    def _likely(self, count: int) -> Array:
        """Return a superset of the `count` best documents: those scoring at least the `count`-th best block maximum."""
        assert self.dense is not None
        whole = len(self.dense) // SCORE_BLOCK_DOCUMENTS * SCORE_BLOCK_DOCUMENTS
        tops = self.dense[:whole].reshape(-1, SCORE_BLOCK_DOCUMENTS).max(axis=1)
        if whole < len(self.dense):
            tops = np.append(tops, self.dense[whole:].max())
        if len(tops) <= count:
            return self.listed
        least = np.partition(tops, len(tops) - count)[len(tops) - count]
        return (self.dense >= least).nonzero()[0] if least > 0 else self.listed


def no_matches(documents: int) -> Matches:
    """Return empty matches."""
    return Matches(documents, np.zeros(0, np.int64), np.zeros(0, np.float32))


def words_of(mask: Array) -> Array:
    """Return a mask of documents as a bitmap, 64 per word, in whole pages of 65,536 documents."""
    words = np.zeros(-(-len(mask) // PAGE_DOCUMENTS) * PAGE_DOCUMENTS >> 6, np.uint64)
    packed = np.packbits(mask, bitorder="little")
    words.view(np.uint8)[: len(packed)] = packed
    return words


def lookup(docs: Array, among: Array) -> tuple[Array, Array]:
    """Return the mask of `docs` that are in `among`, both ascending, and the indices of those in `among`."""
    if not len(among):
        return np.zeros(len(docs), bool), np.zeros(0, np.int64)
    place = np.minimum(among.searchsorted(docs), len(among) - 1)
    hit = among.take(place) == docs
    return hit, place[hit]
