"""Boolean nodes: any of several parts, all of several parts, negation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.joined_matches import added
from engine.backends.whoosh.searching.nodes.matches import Matches, no_matches
from engine.backends.whoosh.searching.nodes.node import Node
from engine.backends.whoosh.searching.nodes.term_node import TermNode

SPARSE_RATIO = 24  # with fewer postings than one in so many documents they are sorted, otherwise added up in an array


class OrNode:
    """Matches of at least one of several parts; scores add up."""

    def __init__(self, parts: Sequence[Node], documents: int, boost: float = 1.0) -> None:
        self.parts, self.documents, self.boost = parts, documents, boost
        self.size = min(documents, sum([part.size for part in parts]))

    def all(self) -> Matches:
        """Return every match."""
        parts = [part for part in self.parts if part.size]
        if not parts:
            return no_matches(self.documents)
        if len(parts) == 1:
            return self._boosted(parts[0].all())
        if not all(isinstance(part, TermNode) for part in parts):
            return self._boosted(added((part.all() for part in parts), self.documents))
        parts_matches = [part.all() for part in sorted(parts, key=lambda part: -part.size)]
        if sum(part.size for part in parts) * SPARSE_RATIO < self.documents:
            return self._boosted(_sorted(parts_matches, self.documents))
        dense = np.zeros(self.documents, np.float32)
        dense[parts_matches[0].docs] = parts_matches[0].scores
        for matches in parts_matches[1:]:
            np.add.at(dense, matches.docs, matches.scores)  # type: ignore[arg-type]
        return self._boosted(Matches(self.documents, dense=dense))

    def _boosted(self, matches: Matches) -> Matches:
        return matches if self.boost == 1 else matches.times(self.boost)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit, scores = np.zeros(len(docs), bool), np.zeros(len(docs), np.float32)
        for part in self.parts:
            if part.size:
                own_hit, own = part.at(docs)
                hit |= own_hit
                scores += own
        return hit, scores * np.float32(self.boost) if self.boost != 1 else scores


def _sorted(matcheses: Sequence[Matches], documents: int) -> Matches:
    docs = np.concatenate([matches.listed for matches in matcheses])
    scores = np.concatenate([matches.scored()[1] for matches in matcheses])
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], scores[order]
    first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
    return Matches(documents, docs[first], np.add.reduceat(scores, first))


class AndNode:
    """Matches of all of several parts; scores add up. The rarest is listed, the others are tested only there."""

    def __init__(self, parts: Sequence[Node], documents: int, boost: float = 1.0) -> None:
        self.parts, self.documents, self.boost = parts, documents, boost
        self.size = min([part.size for part in parts], default=0)

    @cached_property
    def _rarest(self) -> Sequence[Node]:
        return sorted(self.parts, key=lambda part: part.size)

    def all(self) -> Matches:
        """Return every match."""
        if not self.size:
            return no_matches(self.documents)
        first, *others = self._rarest
        docs, scores = first.all().scored()
        return self._narrow(docs, scores, others)

    def _narrow(self, docs: Array, scores: Array, parts: Sequence[Node]) -> Matches:
        for part in parts:
            if not len(docs):
                break
            hit, own = part.at(docs)
            scores = scores[hit]
            scores += own[hit]
            docs = docs[hit]
        return Matches(self.documents, docs, scores * np.float32(self.boost) if self.boost != 1 else scores)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        narrowed = self._narrow(docs, np.zeros(len(docs), np.float32), self._rarest)
        return _place_of(narrowed, docs)


def _place_of(matches: Matches, docs: Array) -> tuple[Array, Array]:
    """Convert matches that are all among `docs` to the form that `at` returns."""
    hit, scores = np.zeros(len(docs), bool), np.zeros(len(docs), np.float32)
    place = docs.searchsorted(matches.listed)
    hit[place] = True
    scores[place] = matches.scored()[1]
    return hit, scores


class NotNode:
    """Documents that another node does not match, scored 1 as in Whoosh."""

    def __init__(self, part: Node, live: Array | None) -> None:
        self.documents, self.part, self._live = part.documents, part, live
        self.size = self.documents

    def all(self) -> Matches:
        """Return every match."""
        mask = ~self.part.all().mask if self.part.size else np.ones(self.documents, bool)
        if self._live is not None:
            mask &= self._live
        docs = np.flatnonzero(mask)
        return Matches(self.documents, docs, boost=1.0)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        hit = ~self.part.at(docs)[0] if self.part.size else np.ones(len(docs), bool)
        return hit, hit.astype(np.float32)


def all_of(parts: Sequence[Node], documents: int) -> Node:
    """Return the node of documents that match all parts; none match no parts."""
    if len(parts) == 1:
        return parts[0]
    return AndNode(parts, documents) if parts else OrNode((), documents)


def any_of(parts: Sequence[Node], documents: int, boost: float = 1.0) -> Node:
    """Return the node of documents that match any part, with nested alternatives flattened to be added in one pass."""
    if len(parts) == 1 and boost == 1:
        return parts[0]
    nested = [part.parts if isinstance(part, OrNode) and part.boost == 1 else (part,) for part in parts]
    return OrNode([part for some in nested for part in some], documents, boost)
