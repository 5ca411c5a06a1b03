"""Nodes that change the score or the matches of other nodes, and nodes of column ranges and ready lists."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches
from engine.backends.whoosh.searching.nodes.node import Node
from engine.runtime import deadline

DENSE = 64  # a list with more than one in so many documents takes more room than a bitmap


class ConstantNode:
    """Matches of another node, all with one score."""

    def __init__(self, part: Node, score: float) -> None:
        self.documents, self.size, self.part, self.score = part.documents, part.size, part, score

    def all(self) -> Matches:
        """Return every match."""
        docs = self.part.all().listed
        return Matches(self.documents, docs, boost=self.score)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit = self.part.at(docs)[0]
        return hit, hit * np.float32(self.score)


class RangeNode:
    """Documents whose column value lies from `low` to `high` (None: no bound) and is not `absent`."""

    def __init__(self, column: Array, low: int | None, high: int | None, absent: int, score: float) -> None:
        self.documents = self.size = len(column)
        self.column, self.low, self.high, self.absent, self.score = column, low, high, absent, score

    def all(self) -> Matches:
        """Return every match."""
        docs = np.flatnonzero(self._inside(self.column))
        return Matches(self.documents, docs, boost=self.score)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit = self._inside(self.column.take(docs))
        return hit, hit * np.float32(self.score)

    def _inside(self, values: Array) -> Array:
        inside: Array = values != self.absent
        if self.low is not None:
            inside &= values >= self.low
        if self.high is not None:
            inside &= values <= self.high
        return inside


class EveryNode:
    """Every document that is not deleted, all with one score."""

    def __init__(self, documents: int, live: Array | None, score: float) -> None:
        self.documents, self.size, self._live, self.score = documents, documents, live, score

    def all(self) -> Matches:
        """Return every match."""
        docs = np.arange(self.documents) if self._live is None else self._live.nonzero()[0]
        return Matches(self.documents, docs, boost=self.score)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit = np.ones(len(docs), bool) if self._live is None else self._live.take(docs)
        return hit, hit * np.float32(self.score)


class ListNode:
    """Matches computed on first use: literal text, patterns, results of Whoosh's own searcher."""

    def __init__(self, documents: int, find: Callable[[], Matches], estimate: Callable[[], int] | None = None) -> None:
        """`estimate` returns an upper bound of the number of matches, if that is known sooner."""
        self.documents, self._find, self._estimate = documents, find, estimate
        self._found: Matches | Array | None = None
        self._worth = 0.0

    @cached_property
    def size(self) -> int:
        """Upper bound of the number of matches."""
        return self._estimate() if self._estimate else self.documents

    def all(self) -> Matches:
        """Return every match. Long lists of constant score are cached as bitmaps: a query may have hundreds."""
        if isinstance(self._found, Matches):
            return self._found
        if self._found is None:
            deadline.check_deadline()
            result = self._find()
            if not result.is_constant or result.total * DENSE < self.documents:
                self._found = result
            else:
                self._found, self._worth = np.packbits(result.mask), result.boost
            return result
        docs = np.unpackbits(self._found, count=self.documents).view(bool).nonzero()[0]
        return Matches(self.documents, docs, boost=self._worth)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        return self.all().at(docs)


class RequireNode:
    """Matches of `part` that `other` matches or (`without`) does not match; `other` adds no score."""

    def __init__(self, part: Node, other: Node, without: bool) -> None:
        self.documents, self.size = part.documents, part.size
        self.part, self.other, self.without = part, other, without

    def all(self) -> Matches:
        """Return every match."""
        docs, scores = self.part.all().scored()
        keep = self.other.at(docs)[0] != self.without
        return Matches(self.documents, docs[keep], scores[keep])

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit, scores = self.part.at(docs)
        hit = hit & (self.other.at(docs)[0] != self.without)
        return hit, scores * hit


class MaybeNode:
    """Matches of `part`; if `other` matches too, its score is added."""

    def __init__(self, part: Node, other: Node) -> None:
        self.documents, self.size, self.part, self.other = part.documents, part.size, part, other

    def all(self) -> Matches:
        """Return every match."""
        docs, scores = self.part.all().scored()
        return Matches(self.documents, docs, scores + self.other.at(docs)[1])

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit, scores = self.part.at(docs)
        return hit, (scores + self.other.at(docs)[1]) * hit
