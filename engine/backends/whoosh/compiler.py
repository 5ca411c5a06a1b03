"""Whoosh's query objects to nodes of one segment; what is not known here is left to Whoosh's own matchers."""

from __future__ import annotations

from functools import singledispatchmethod
from typing import Any

import numpy as np
from whoosh import query
from whoosh.fields import NUMERIC
from whoosh.query.qcore import QueryError, _NullQuery
from whoosh.searching import Searcher, SearchContext

from engine.backends.whoosh import phrase
from engine.backends.whoosh.arrays import Array
from engine.backends.whoosh.literal_query import Literal
from engine.backends.whoosh.matches import Matches
from engine.backends.whoosh.nodes import (
    AndNode,
    ConstantNode,
    ListNode,
    MaskNode,
    MaybeNode,
    Node,
    NotNode,
    OrNode,
    RequireNode,
    TermNode,
)
from engine.backends.whoosh.pattern import Pattern
from engine.backends.whoosh.score import Scoring
from engine.backends.whoosh.segment import SegmentArrays

EXPANDED = 1024  # words of a prefix or wildcard from which Whoosh stops adding up their frequencies


class Leaf:
    """One segment, as a query is asked of it."""

    def __init__(
        self, segment: SegmentArrays, live: Array | None, base: int, searcher: Searcher, scoring: Scoring
    ) -> None:
        self.segment, self.live, self.base, self.searcher, self.scoring = segment, live, base, searcher, scoring
        self.documents = segment.documents
        self.schema = searcher.schema
        self._frequency = searcher.get_parent().doc_frequency

    def term(self, field: str, text: bytes, boost: float = 1.0, weighed: bool = True) -> Node:
        """A term; with `weighed` its score is BM25F, else its frequency."""
        postings = self.segment.postings(field)
        index = postings.find(text) if postings else -1
        if postings is None or index < 0:
            return self.null()
        lengths = self.segment.length_bytes(field) if weighed and self.scoring.scorable(field) else None
        factor = boost
        if lengths is not None:
            factor *= self.scoring.rarity(self._frequency(field, text))
        return TermNode(self.scoring, self.documents, postings, index, field, lengths, factor)

    def null(self) -> Node:
        """Matches nothing."""
        return OrNode((), self.documents)

    @singledispatchmethod
    def node(self, asked: Any) -> Node:
        """The query in this segment."""
        return self.stock(asked)

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

        return ListNode(self.documents, self.documents, find)

    @node.register(_NullQuery)
    def _(self, asked: Any) -> Node:
        del asked
        return self.null()

    @node.register(query.Term)
    def _(self, asked: Any) -> Node:
        text = self._bytes(asked.fieldname, asked.text)
        return self.null() if text is None else self.term(asked.fieldname, text, asked.boost)

    def _bytes(self, field: str, text: Any) -> bytes | None:
        if field not in self.schema:
            return None
        try:
            return bytes(self.schema[field].to_bytes(text))
        except ValueError:
            return None

    @node.register(query.And)
    def _(self, asked: Any) -> Node:
        return self._several(AndNode, asked)

    @node.register(query.Or)
    def _(self, asked: Any) -> Node:
        if asked.scale or asked.minmatch or asked.boost <= 0:
            return self.stock(asked)
        return self._several(OrNode, asked)

    def _several(self, kind: type[AndNode | OrNode], asked: Any) -> Node:
        parts = [self.node(part) for part in asked.subqueries]
        if len(parts) == 1:
            return parts[0]  # Whoosh leaves out the boost of a lone part
        return kind(parts, self.documents, asked.boost) if parts else self.null()

    @node.register(query.Not)
    def _(self, asked: Any) -> Node:
        return NotNode(self.node(asked.query), self.live)

    @node.register(query.AndNot)
    def _(self, asked: Any) -> Node:
        return RequireNode(self.node(asked.a), self.node(asked.b), without=True)

    @node.register(query.AndMaybe)
    def _(self, asked: Any) -> Node:
        return MaybeNode(self.node(asked.a), self.node(asked.b))

    @node.register(query.ConstantScoreQuery)
    def _(self, asked: Any) -> Node:
        return ConstantNode(self.node(asked.child), asked.score)

    @node.register(query.Every)
    def _(self, asked: Any) -> Node:
        if asked.fieldname not in (None, "", "*"):
            return self.stock(asked)
        everything = np.ones(self.documents, bool) if self.live is None else self.live
        return MaskNode(self.documents, lambda docs: everything if docs is None else everything.take(docs), asked.boost)

    @node.register(Literal)
    def _(self, asked: Literal) -> Node:
        index = self.segment.literal
        if index is None:
            return self.null()

        def find() -> Matches:
            docs = index.docs(asked.text, asked.fieldname)
            return Matches(self.documents, docs, np.full(len(docs), asked.boost, np.float32))

        return ListNode(self.documents, index.estimate(asked.text), find)

    @node.register(Pattern)
    def _(self, asked: Pattern) -> Node:
        index = self.segment.literal
        if index is None:
            return self.null()

        def find() -> Matches:
            docs = asked.docs_in(index)
            return Matches(self.documents, docs, np.ones(len(docs), np.float32))

        return ListNode(self.documents, self.documents, find)

    @node.register(query.Phrase)
    def _(self, asked: Any) -> Node:
        if asked.fieldname not in self.schema:
            return self.null()
        form = self.schema[asked.fieldname].format
        if not form or not form.supports("positions"):
            raise QueryError(f"Phrase search: {asked.fieldname!r} field has no positions")
        texts = [self._bytes(asked.fieldname, word) for word in asked.words]
        words = [self.term(asked.fieldname, text) for text in texts if text is not None]
        terms = [word for word in words if isinstance(word, TermNode)]
        if len(terms) < len(texts) or not terms:
            return self.null()
        size = min(term.size for term in terms)
        return ListNode(self.documents, size, lambda: phrase.find(terms, self.documents, asked.slop, asked.boost))

    @node.register(query.NumericRange)
    def _(self, asked: Any) -> Node:
        column = self.segment.arrays.get(f"column/{asked.fieldname}/numbers")
        field = self.schema[asked.fieldname] if asked.fieldname in self.schema else None
        if column is None or not isinstance(field, NUMERIC) or not asked.constantscore:
            return self.node(asked._compile_query(self.searcher.reader()))
        low = None if asked.start is None else field.to_column_value(asked.start) + bool(asked.startexcl)
        high = None if asked.end is None else field.to_column_value(asked.end) - bool(asked.endexcl)
        # A document without a value has the column's default, which lies at the end of the range of numbers.
        absent = field.column_type.default_value()
        return MaskNode(self.documents, lambda docs: _between(column, docs, low, high, absent), asked.boost)

    @node.register(query.MultiTerm)
    def _(self, asked: Any) -> Node:
        texts = [text for text in asked._btexts(self.searcher.reader()) if text] if self._known(asked) else []
        if len(texts) == 1:
            return self.term(asked.field(), texts[0])
        if not asked.constantscore:
            return OrNode([self.term(asked.field(), text) for text in texts], self.documents, asked.boost)
        # Whoosh adds up frequencies while the words are few, and gives 1 to every match when they are many.
        added = len(texts) < EXPANDED and (len(texts) == 2 or self.documents > 5000)
        parts = OrNode(
            [self.term(asked.field(), text, weighed=False) for text in texts],
            self.documents,
            asked.boost if added else 1,
        )
        return parts if added else ConstantNode(parts, 1.0)

    def _known(self, asked: Any) -> bool:
        return asked.field() in self.schema


def _between(column: Array, docs: Array | None, low: int | None, high: int | None, absent: int) -> Array:
    values = column if docs is None else column.take(docs)
    inside = values != absent
    if low is not None:
        inside &= values >= low
    if high is not None:
        inside &= values <= high
    return inside
