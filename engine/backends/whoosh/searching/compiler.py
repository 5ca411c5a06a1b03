"""Whoosh's query objects to nodes of one segment; what is not known here is left to Whoosh's own matchers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh import query
from whoosh.fields import NUMERIC
from whoosh.query.qcore import QueryError, _NullQuery

from engine import deadline
from engine.backends.whoosh.searching.at_least import AtLeast, AtLeastNode
from engine.backends.whoosh.searching.leaf import Leaf
from engine.backends.whoosh.searching.literal_query import Literal
from engine.backends.whoosh.searching.matches import Matches
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
from engine.backends.whoosh.searching.term_node import TermNode

EXPANDED = 1024  # words of a prefix or wildcard from which Whoosh stops scoring them one by one


def node(leaf: Leaf, asked: Any) -> Node:
    """The query in this segment. Raises QueryTooCostly where its time is over."""
    deadline.check()
    return _METHODS.get(type(asked), Leaf.stock)(leaf, asked)


def _nothing(leaf: Leaf, asked: Any) -> Node:
    del asked
    return leaf.null()


def _word(leaf: Leaf, asked: Any) -> Node:
    return leaf.word(asked.fieldname, asked.text, asked.boost)


def _and(leaf: Leaf, asked: Any) -> Node:
    parts = _parts(leaf, asked)
    if len(parts) == 1:
        return parts[0]  # Whoosh leaves out the boost of a lone part
    return AndNode(parts, leaf.documents, asked.boost) if parts else leaf.null()


def _or(leaf: Leaf, asked: Any) -> Node:
    if asked.scale or asked.minmatch or asked.boost <= 0:
        return leaf.stock(asked)
    parts = _parts(leaf, asked)
    if len(parts) == 1:
        return parts[0]
    if OrNode in map(type, parts):
        # Alternatives of alternatives are alternatives, added up in one go.
        nested = [part.parts if isinstance(part, OrNode) and part.boost == 1 else (part,) for part in parts]
        parts = [part for some in nested for part in some]
    return OrNode(parts, leaf.documents, asked.boost)


def _parts(leaf: Leaf, asked: Any) -> list[Node]:
    # Most are terms, and most of these are known.
    term, word = query.Term, leaf.word
    return [
        word(part.fieldname, part.text, part.boost) if type(part) is term else node(leaf, part)
        for part in asked.subqueries
    ]


def _not(leaf: Leaf, asked: Any) -> Node:
    return NotNode(node(leaf, asked.query), leaf.live)


def _and_not(leaf: Leaf, asked: Any) -> Node:
    return RequireNode(node(leaf, asked.a), node(leaf, asked.b), without=True)


def _and_maybe(leaf: Leaf, asked: Any) -> Node:
    return MaybeNode(node(leaf, asked.a), node(leaf, asked.b))


def _constant(leaf: Leaf, asked: Any) -> Node:
    return ConstantNode(node(leaf, asked.child), asked.score)


def _every(leaf: Leaf, asked: Any) -> Node:
    if asked.fieldname not in (None, "", "*"):
        return leaf.stock(asked)
    return EveryNode(leaf.documents, leaf.live, asked.boost)


def _at_least(leaf: Leaf, asked: AtLeast) -> Node:
    return AtLeastNode([node(leaf, part) for part in asked.parts], asked.least, leaf.documents)


def _literal(leaf: Leaf, asked: Literal) -> Node:
    index = leaf.segment.literal
    if index is None:
        return leaf.null()

    def find() -> Matches:
        return Matches(leaf.documents, index.docs(asked.text, asked.fieldname), worth=asked.boost)

    return ListNode(leaf.documents, find, lambda: index.estimate(asked.text))


def _pattern(leaf: Leaf, asked: Pattern) -> Node:
    index = leaf.segment.literal
    if index is None:
        return leaf.null()

    def find() -> Matches:
        return Matches(leaf.documents, asked.docs_in(index), worth=1.0)

    return ListNode(leaf.documents, find, lambda: min(leaf.documents, asked.estimate(index)))


def _phrase(leaf: Leaf, asked: Any) -> Node:
    if asked.fieldname not in leaf.kinds:
        return leaf.null()
    if asked.fieldname not in leaf.positioned:
        raise QueryError(f"Phrase search: {asked.fieldname!r} field has no positions")
    terms = []
    for word in asked.words:
        term = leaf.word(asked.fieldname, word, 1.0)
        if not isinstance(term, TermNode):
            return leaf.null()
        terms.append(term)
    return PhraseNode(terms, leaf.documents, asked.slop, asked.boost) if terms else leaf.null()


def _range(leaf: Leaf, asked: Any) -> Node:
    column = leaf.segment.arrays.get(f"column/{asked.fieldname}/numbers")
    field = leaf.kinds.get(asked.fieldname)
    if column is None or not isinstance(field, NUMERIC) or not asked.constantscore:
        return node(leaf, asked._compile_query(leaf.searcher.reader()))
    low = None if asked.start is None else field.to_column_value(asked.start) + bool(asked.startexcl)
    high = None if asked.end is None else field.to_column_value(asked.end) - bool(asked.endexcl)
    # A document without a value has the column's default, which lies at the end of the range of numbers.
    absent = field.column_type.default_value()
    return RangeNode(column, low, high, absent, asked.boost)


def _expanded(leaf: Leaf, asked: Any) -> Node:
    field = asked.field()
    held = asked._btexts(leaf.searcher.reader()) if field in leaf.schema else ()
    texts = [text if isinstance(text, bytes) else leaf.schema[field].to_bytes(text) for text in held if text]
    if len(texts) == 1:
        return leaf.term(field, texts[0])
    parts = OrNode([leaf.term(field, text) for text in texts], leaf.documents, asked.boost)
    # Whoosh scores the words while they are few in a large segment, else every match is worth 1.
    scored = len(texts) < EXPANDED and (len(texts) == 2 or leaf.documents > 5000)
    return parts if scored or not asked.constantscore else ConstantNode(parts, 1.0)


_METHODS: dict[type, Callable[[Leaf, Any], Node]] = {
    _NullQuery: _nothing,
    query.Term: _word,
    query.And: _and,
    query.Or: _or,
    query.Not: _not,
    query.AndNot: _and_not,
    query.AndMaybe: _and_maybe,
    query.ConstantScoreQuery: _constant,
    query.Every: _every,
    AtLeast: _at_least,
    Literal: _literal,
    Pattern: _pattern,
    query.Phrase: _phrase,
    query.NumericRange: _range,
    query.DateRange: _range,
    query.Prefix: _expanded,
    query.Wildcard: _expanded,
    query.FuzzyTerm: _expanded,
    query.TermRange: _expanded,
    query.Variations: _expanded,
    query.Regex: _expanded,
}
