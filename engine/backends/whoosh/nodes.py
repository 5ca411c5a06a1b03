"""What a query is in one segment: nodes that give all their matches, or look only at documents given to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.matches import Matches, nothing
from engine.backends.whoosh.postings import FieldPostings
from engine.backends.whoosh.score import Scoring

SPARSE = 24  # fewer postings than one in so many documents are sorted together, more are added up in a row
SEARCH = 32  # a list so many times shorter than another is looked up in it; else documents are marked


class Node(Protocol):
    """A part of a query in one segment of `documents`; `size` is at least how many match."""

    documents: int
    size: int

    def all(self) -> Matches:
        """Every match, deleted documents included."""
        ...

    def at(self, docs: Array) -> tuple[Array, Array]:
        """For ascending `docs`: which match (bool), and scores of all (float32, 0 where it does not match)."""
        ...


def lookup(docs: Array, among: Array) -> tuple[Array, Array]:
    """Which of `docs` are in `among`, both ascending; and where, for those that are."""
    if not len(among):
        return np.zeros(len(docs), bool), np.zeros(0, np.int64)
    place = np.minimum(among.searchsorted(docs), len(among) - 1)
    hit = among.take(place) == docs
    return hit, place[hit]


class TermNode:
    """One term in one field."""

    def __init__(
        self,
        scoring: Scoring,
        documents: int,
        postings: FieldPostings,
        index: int,
        field: str,
        lengths: Array | None,
        factor: float,
    ) -> None:
        self._scoring, self._postings, self.field = scoring, postings, field
        self._first, self._last = postings.bounds(index)
        self.size = self._last - self._first
        self._lengths, self._factor = lengths, np.float32(factor)
        self._docs: Array | None = None
        self.documents = documents

    def docs(self) -> Array:
        """Documents that have the term."""
        if self._docs is None:
            self._docs = self._postings.docs(self._first, self._last)
        return self._docs

    def score(self, docs: Array, chosen: Array | None = None) -> Array:
        """Scores of the postings, or of the `chosen` ones, whose documents are `docs`."""
        weights = self._postings.weigh(self._first, self._last)
        if chosen is not None:
            weights = weights[chosen]
        scores = self._scoring.scores(self.field, self._lengths, docs, weights)
        scores *= self._factor
        return scores

    def positions(self, chosen: Array) -> tuple[Array, Array]:
        """Positions in the `chosen` postings, in one row, and how many each has."""
        return self._postings.positions(self._first, self._last, chosen)

    def all(self) -> Matches:
        """Every match."""
        docs = self.docs()
        return Matches(self.documents, docs, self.score(docs))

    def chosen(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and the postings of those that do."""
        own = self.docs()
        if len(docs) * SEARCH < len(own):
            return lookup(docs, own)
        mark = np.zeros(self.documents, bool)
        mark[docs] = True
        chosen = mark.take(own).nonzero()[0]
        mark[docs] = False
        mark[own.take(chosen)] = True
        return mark.take(docs), chosen

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit, chosen = self.chosen(docs)
        scores = np.zeros(len(docs), np.float32)
        if len(chosen):
            scores[hit] = self.score(docs[hit], chosen)
        return hit, scores


class OrNode:
    """At least one of several; scores add up."""

    def __init__(self, parts: Sequence[Node], documents: int, boost: float = 1.0) -> None:
        self.parts, self.documents, self.boost = parts, documents, np.float32(boost)
        self.size = min(documents, sum(part.size for part in parts))

    def all(self) -> Matches:
        """Every match."""
        parts = [part for part in self.parts if part.size]
        if not parts:
            return nothing(self.documents)
        if len(parts) == 1:
            return self._boosted(parts[0].all())
        if not all(isinstance(part, TermNode) for part in parts):
            return self._mixed(parts)
        found = [part.all() for part in sorted(parts, key=lambda part: -part.size)]
        if sum(part.size for part in parts) * SPARSE < self.documents:
            return self._boosted(_sorted(found, self.documents))
        dense = np.zeros(self.documents, np.float32)
        dense[found[0].docs] = found[0].scores
        for matches in found[1:]:
            np.add.at(dense, matches.docs, matches.scores)  # type: ignore[arg-type]
        return self._boosted(Matches(self.documents, dense=dense))

    def _mixed(self, parts: list[Node]) -> Matches:
        mask, dense = np.zeros(self.documents, bool), np.zeros(self.documents, np.float32)
        for part in parts:
            docs, scores = part.all().scored()
            mask[docs] = True
            dense[docs] += scores
        docs = np.flatnonzero(mask)
        return self._boosted(Matches(self.documents, docs, dense.take(docs)))

    def _boosted(self, matches: Matches) -> Matches:
        if self.boost == 1:
            return matches
        scores = None if matches.scores is None else matches.scores * self.boost
        dense = None if matches.dense is None else matches.dense * self.boost
        return Matches(self.documents, matches.docs, scores, dense)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit, scores = np.zeros(len(docs), bool), np.zeros(len(docs), np.float32)
        for part in self.parts:
            if part.size:
                own_hit, own = part.at(docs)
                hit |= own_hit
                scores += own
        return hit, scores * self.boost if self.boost != 1 else scores


def _sorted(found: Sequence[Matches], documents: int) -> Matches:
    docs = np.concatenate([matches.listed for matches in found])
    scores = np.concatenate([matches.scored()[1] for matches in found])
    order = np.argsort(docs, kind="stable")
    docs, scores = docs[order], scores[order]
    first = np.flatnonzero(np.concatenate(([True], docs[1:] != docs[:-1])))
    return Matches(documents, docs[first], np.add.reduceat(scores, first))


class AndNode:
    """All of several; scores add up. The rarest is listed, the others are looked at only where it matches."""

    def __init__(self, parts: Sequence[Node], documents: int, boost: float = 1.0) -> None:
        self.parts, self.documents, self._boost = sorted(parts, key=lambda p: p.size), documents, np.float32(boost)
        self.size = self.parts[0].size if parts else 0

    def all(self) -> Matches:
        """Every match."""
        if not self.size:
            return nothing(self.documents)
        docs, scores = self.parts[0].all().scored()
        return self._narrow(docs, scores, self.parts[1:])

    def _narrow(self, docs: Array, scores: Array, parts: Sequence[Node]) -> Matches:
        for part in parts:
            if not len(docs):
                break
            hit, own = part.at(docs)
            scores = scores[hit]
            scores += own[hit]
            docs = docs[hit]
        return Matches(self.documents, docs, scores * self._boost if self._boost != 1 else scores)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        found = self._narrow(docs, np.zeros(len(docs), np.float32), self.parts)
        return _placed(found, docs)


def _placed(found: Matches, docs: Array) -> tuple[Array, Array]:
    """Matches that are all among `docs`, as `at` gives them."""
    hit, scores = np.zeros(len(docs), bool), np.zeros(len(docs), np.float32)
    place = docs.searchsorted(found.listed)
    hit[place] = True
    scores[place] = found.scored()[1]
    return hit, scores


class NotNode:
    """Whatever another does not match; Whoosh scores it 1."""

    def __init__(self, part: Node, live: Array | None) -> None:
        self.documents, self._part, self._live = part.documents, part, live
        self.size = self.documents

    def all(self) -> Matches:
        """Every match."""
        mask = ~self._part.all().mask if self._part.size else np.ones(self.documents, bool)
        if self._live is not None:
            mask &= self._live
        docs = np.flatnonzero(mask)
        return Matches(self.documents, docs, np.ones(len(docs), np.float32))

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit = ~self._part.at(docs)[0] if self._part.size else np.ones(len(docs), bool)
        return hit, hit.astype(np.float32)


class ConstantNode:
    """The matches of another, all with one score."""

    def __init__(self, part: Node, score: float) -> None:
        self.documents, self.size, self._part, self._score = part.documents, part.size, part, np.float32(score)

    def all(self) -> Matches:
        """Every match."""
        docs = self._part.all().listed
        return Matches(self.documents, docs, np.full(len(docs), self._score))

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit = self._part.at(docs)[0]
        return hit, hit * self._score


class MaskNode:
    """Documents that a test on columns lets through, all with one score; `test` takes documents, or None for all."""

    def __init__(self, documents: int, test: Callable[[Array | None], Array], score: float) -> None:
        self.documents, self.size, self._test, self._score = documents, documents, test, np.float32(score)

    def all(self) -> Matches:
        """Every match."""
        docs = np.flatnonzero(self._test(None))
        return Matches(self.documents, docs, np.full(len(docs), self._score))

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit = self._test(docs)
        return hit, hit * self._score


class ListNode:
    """Matches that are found when they are first wanted: phrases, literal text, what Whoosh's own searcher finds."""

    def __init__(self, documents: int, size: int, find: Callable[[], Matches]) -> None:
        self.documents, self.size, self._find = documents, size, find
        self._found: Matches | None = None

    def all(self) -> Matches:
        """Every match."""
        if self._found is None:
            self._found = self._find()
        return self._found

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        own, own_scores = self.all().scored()
        hit, place = lookup(docs, own)
        scores = np.zeros(len(docs), np.float32)
        scores[hit] = own_scores[place]
        return hit, scores


class RequireNode:
    """What `part` matches, as far as `other` does or (`without`) does not; the other adds no score."""

    def __init__(self, part: Node, other: Node, without: bool) -> None:
        self.documents, self.size, self._part, self._other, self._without = (
            part.documents,
            part.size,
            part,
            other,
            without,
        )

    def all(self) -> Matches:
        """Every match."""
        docs, scores = self._part.all().scored()
        keep = self._other.at(docs)[0] != self._without
        return Matches(self.documents, docs[keep], scores[keep])

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit, scores = self._part.at(docs)
        hit = hit & (self._other.at(docs)[0] != self._without)
        return hit, scores * hit


class MaybeNode:
    """What `part` matches; where `other` matches too, its score is added."""

    def __init__(self, part: Node, other: Node) -> None:
        self.documents, self.size, self._part, self._other = part.documents, part.size, part, other

    def all(self) -> Matches:
        """Every match."""
        docs, scores = self._part.all().scored()
        return Matches(self.documents, docs, scores + self._other.at(docs)[1])

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of `docs` match, and their scores."""
        hit, scores = self._part.at(docs)
        return hit, (scores + self._other.at(docs)[1]) * hit
