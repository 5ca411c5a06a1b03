"""Whoosh's query objects to nodes of one segment; what is not known here is left to Whoosh's own matchers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from whoosh import query
from whoosh.fields import NUMERIC, FieldType
from whoosh.query.qcore import QueryError, _NullQuery
from whoosh.searching import SearchContext, Searcher

from engine import deadline
from engine.backends.whoosh import kernels
from engine.backends.whoosh.searching import planned
from engine.backends.whoosh.searching.at_least import AtLeast, AtLeastNode
from engine.backends.whoosh.searching.literal_query import Literal
from engine.backends.whoosh.searching.matches import Matched, Matches, nothing
from engine.backends.whoosh.searching.modifiers import (
    ConstantNode,
    EveryNode,
    ListNode,
    MaybeNode,
    RangeNode,
    RequireNode,
)
from engine.backends.whoosh.searching.node import Node
from engine.backends.whoosh.searching.nodes import AndNode, NotNode, OrNode
from engine.backends.whoosh.searching.pattern import Pattern
from engine.backends.whoosh.searching.phrase import PhraseNode
from engine.backends.whoosh.searching.score import Scoring
from engine.backends.whoosh.searching.term_node import TermNode
from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.segment.segment import SegmentArrays

EXPANDED = 1024  # words of a prefix or wildcard from which Whoosh stops scoring them one by one
KNOWN = 4096  # terms of queries that are kept as nodes


class Leaf:
    """One segment, as a query is asked of it."""

    def __init__(
        self, segment: SegmentArrays, live: Array | None, base: int, searcher: Searcher, scoring: Scoring
    ) -> None:
        self.segment, self.live, self.base, self.searcher, self.scoring = segment, live, base, searcher, scoring
        self.documents = segment.documents
        self.schema = searcher.schema
        self._kinds = dict(searcher.schema.items())
        self._scorers: dict[str, kernels.Scorer | None] = {}
        self._terms: dict[tuple[str, Any, float], Node] = {}

    def term(self, field: str, text: bytes, boost: float = 1.0) -> Node:
        """A term, scored by BM25F, or by its weight in a field where length and rarity do not count."""
        postings = self.segment.postings(field)
        index = postings.find(text) if postings is not None else -1
        if postings is None or index < 0:
            return self.null()
        lengths = self.segment.length_bytes(field) if self.scoring.scorable(field) else None
        factor = boost
        if lengths is not None:
            factor *= self.scoring.rarity(field, text)
        scorer = self._scorer(field, lengths) if lengths is not None else None
        return TermNode(self.scoring, self.documents, postings, index, field, lengths, factor, scorer)

    def _scorer(self, field: str, lengths: Array) -> kernels.Scorer | None:
        if field not in self._scorers and kernels.BUILT:
            table, norms = self.scoring.table(field), self.scoring.norms(field)
            self._scorers[field] = kernels.Scorer(self.documents, lengths, table, norms)
        return self._scorers.get(field)

    def null(self) -> Node:
        """Matches nothing."""
        return OrNode((), self.documents)

    def matches(self, asked: Any) -> Matched:
        """What the query matches in this segment."""
        node = self.node(asked)
        if kernels.ON:
            return planned.find(node, self.live)
        found = node.all() if node.size else nothing(self.documents)
        return found if self.live is None else found.within(self.live)

    def node(self, asked: Any) -> Node:
        """The query in this segment. Raises QueryTooCostly where its time is over."""
        deadline.check()
        return _method(type(asked))(self, asked)

    def stock(self, asked: Any) -> Node:
        """What Whoosh's own matchers find, every one of them: their pruning is never used."""

        def find() -> Matches:
            matcher = asked.matcher(self.searcher, SearchContext(weighting=self.searcher.weighting))
            docs, scores = [], []
            while matcher.is_active():
                docs.append(matcher.id())
                scores.append(matcher.score())
                matcher.next()
            return Matches(self.documents, np.array(docs, np.int64), np.array(scores, np.float32))

        return ListNode(self.documents, find)

    def _nothing(self, asked: Any) -> Node:
        del asked
        return self.null()

    def _word(self, asked: Any) -> Node:
        return self._known_term(asked.fieldname, asked.text, asked.boost)

    def _known_term(self, field: str, text: Any, boost: float) -> Node:
        key = field, text, boost
        node = self._terms.get(key)
        if node is None:
            held = self._bytes(field, text)
            node = self.null() if held is None else self.term(field, held, boost)
            if len(self._terms) >= KNOWN:
                self._terms.clear()
            self._terms[key] = node
        return node

    def _bytes(self, field: str, text: Any) -> bytes | None:
        kind = self._kinds.get(field)
        if kind is None:
            return None
        if type(kind).to_bytes is FieldType.to_bytes and isinstance(text, str):
            return text.encode()
        try:
            return bytes(kind.to_bytes(text))
        except ValueError:
            return None

    def _and(self, asked: Any) -> Node:
        return self._several(AndNode, asked)

    def _or(self, asked: Any) -> Node:
        if asked.scale or asked.minmatch or asked.boost <= 0:
            return self.stock(asked)
        return self._several(OrNode, asked)

    def _several(self, kind: type[AndNode | OrNode], asked: Any) -> Node:
        parts = [self.node(part) for part in asked.subqueries]
        if len(parts) == 1:
            return parts[0]  # Whoosh leaves out the boost of a lone part
        if kind is OrNode:
            # Alternatives of alternatives are alternatives, added up in one go.
            nested = [part.parts if isinstance(part, OrNode) and part.boost == 1 else (part,) for part in parts]
            parts = [part for some in nested for part in some]
        return kind(parts, self.documents, asked.boost) if parts else self.null()

    def _not(self, asked: Any) -> Node:
        return NotNode(self.node(asked.query), self.live)

    def _and_not(self, asked: Any) -> Node:
        return RequireNode(self.node(asked.a), self.node(asked.b), without=True)

    def _and_maybe(self, asked: Any) -> Node:
        return MaybeNode(self.node(asked.a), self.node(asked.b))

    def _constant(self, asked: Any) -> Node:
        return ConstantNode(self.node(asked.child), asked.score)

    def _every(self, asked: Any) -> Node:
        if asked.fieldname not in (None, "", "*"):
            return self.stock(asked)
        return EveryNode(self.documents, self.live, asked.boost)

    def _at_least(self, asked: AtLeast) -> Node:
        return AtLeastNode([self.node(part) for part in asked.parts], asked.least, self.documents)

    def _literal(self, asked: Literal) -> Node:
        index = self.segment.literal
        if index is None:
            return self.null()

        def find() -> Matches:
            return Matches(self.documents, index.docs(asked.text, asked.fieldname), worth=asked.boost)

        return ListNode(self.documents, find, lambda: index.estimate(asked.text))

    def _pattern(self, asked: Pattern) -> Node:
        index = self.segment.literal
        if index is None:
            return self.null()

        def find() -> Matches:
            return Matches(self.documents, asked.docs_in(index), worth=1.0)

        return ListNode(self.documents, find)

    def _phrase(self, asked: Any) -> Node:
        if asked.fieldname not in self._kinds:
            return self.null()
        form = self._kinds[asked.fieldname].format
        if not form or not form.supports("positions"):
            raise QueryError(f"Phrase search: {asked.fieldname!r} field has no positions")
        terms = []
        for word in asked.words:
            term = self._known_term(asked.fieldname, word, 1.0)
            if not isinstance(term, TermNode):
                return self.null()
            terms.append(term)
        if not terms:
            return self.null()
        return PhraseNode(terms, self.documents, asked.slop, asked.boost)

    def _range(self, asked: Any) -> Node:
        column = self.segment.arrays.get(f"column/{asked.fieldname}/numbers")
        field = self._kinds.get(asked.fieldname)
        if column is None or not isinstance(field, NUMERIC) or not asked.constantscore:
            return self.node(asked._compile_query(self.searcher.reader()))
        low = None if asked.start is None else field.to_column_value(asked.start) + bool(asked.startexcl)
        high = None if asked.end is None else field.to_column_value(asked.end) - bool(asked.endexcl)
        # A document without a value has the column's default, which lies at the end of the range of numbers.
        absent = field.column_type.default_value()
        return RangeNode(column, low, high, absent, asked.boost)

    def _expanded(self, asked: Any) -> Node:
        held = asked._btexts(self.searcher.reader()) if self._known(asked) else ()
        texts = [
            text if isinstance(text, bytes) else self.schema[asked.field()].to_bytes(text) for text in held if text
        ]
        if len(texts) == 1:
            return self.term(asked.field(), texts[0])
        if not asked.constantscore:
            return OrNode([self.term(asked.field(), text) for text in texts], self.documents, asked.boost)
        # Whoosh scores the words while they are few in a large segment, else every match is worth 1.
        parts = OrNode([self.term(asked.field(), text) for text in texts], self.documents, asked.boost)
        scored = len(texts) < EXPANDED and (len(texts) == 2 or self.documents > 5000)
        return parts if scored else ConstantNode(parts, 1.0)

    def _known(self, asked: Any) -> bool:
        return asked.field() in self.schema


_METHODS: dict[type, Callable[[Leaf, Any], Node]] = {
    _NullQuery: Leaf._nothing,
    query.Term: Leaf._word,
    query.And: Leaf._and,
    query.Or: Leaf._or,
    query.Not: Leaf._not,
    query.AndNot: Leaf._and_not,
    query.AndMaybe: Leaf._and_maybe,
    query.ConstantScoreQuery: Leaf._constant,
    query.Every: Leaf._every,
    AtLeast: Leaf._at_least,
    Literal: Leaf._literal,
    Pattern: Leaf._pattern,
    query.Phrase: Leaf._phrase,
    query.NumericRange: Leaf._range,
    query.DateRange: Leaf._range,
    query.Prefix: Leaf._expanded,
    query.Wildcard: Leaf._expanded,
    query.FuzzyTerm: Leaf._expanded,
    query.TermRange: Leaf._expanded,
    query.Variations: Leaf._expanded,
    query.Regex: Leaf._expanded,
}


def _method(kind: type) -> Callable[[Leaf, Any], Node]:
    return _METHODS.get(kind, Leaf.stock)
