"""Whoosh's own query classes on segments of this engine; those unknown here are left to Whoosh's matchers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from whoosh import matching, query
from whoosh.fields import NUMERIC
from whoosh.query.qcore import Query, _NullQuery

from engine.backends.whoosh.searching.nodes.boolean_nodes import AndNode, NotNode, OrNode, any_of
from engine.backends.whoosh.searching.nodes.modifier_nodes import (
    ConstantNode,
    EveryNode,
    MaybeNode,
    RangeNode,
    RequireNode,
)
from engine.backends.whoosh.searching.nodes.node import Node
from engine.backends.whoosh.searching.segment_searcher import SegmentSearcher
from engine.runtime import deadline

MAX_SCORED_EXPANSIONS = 1024  # words of a prefix or wildcard from which Whoosh stops scoring them individually


class LiteralQuery(Query):  # type: ignore[misc]
    """Documents that contain `text` literally (folded) in the zone `fieldname`, or in any zone if that is None.

    Every match scores `boost`.
    """

    def __init__(self, fieldname: str | None, text: str, boost: float = 1.0) -> None:
        self.fieldname, self.text, self.boost = fieldname, text, boost

    def __repr__(self) -> str:
        return f"Literal({self.fieldname!r}, {self.text!r}, boost={self.boost})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LiteralQuery) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash((self.fieldname, self.text, self.boost))

    def field(self) -> str | None:
        """Return the zone."""
        return self.fieldname

    def estimate_size(self, ixreader: Any) -> int:
        """Return an upper bound of the number of matches."""
        return int(ixreader.doc_count_all())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher for Whoosh's own searcher."""
        del context
        segment = searcher.reader()._terms.segment
        if segment.literal is None:
            return matching.NullMatcher()
        return matching.ListMatcher(segment.literal.docs(self.text, self.fieldname).tolist(), all_weights=self.boost)


def compile_node(leaf: SegmentSearcher, clause: Any) -> Node:
    """Return the query's node in this segment. Raises QueryTooCostly if the time limit is exceeded."""
    deadline.check_deadline()
    return _METHODS.get(type(clause), SegmentSearcher.stock)(leaf, clause)


def _empty_node(leaf: SegmentSearcher, clause: Any) -> Node:
    del clause
    return leaf.null()


def _term_node(leaf: SegmentSearcher, clause: Any) -> Node:
    return leaf.word(clause.fieldname, clause.text, clause.boost)


def _and(leaf: SegmentSearcher, clause: Any) -> Node:
    parts = _parts(leaf, clause)
    if len(parts) == 1:
        return parts[0]  # Whoosh leaves out the boost of a lone part
    return AndNode(parts, leaf.documents, clause.boost) if parts else leaf.null()


def _or(leaf: SegmentSearcher, clause: Any) -> Node:
    if clause.scale or clause.minmatch or clause.boost <= 0:
        return leaf.stock(clause)
    parts = _parts(leaf, clause)
    return parts[0] if len(parts) == 1 else any_of(parts, leaf.documents, clause.boost)


def _parts(leaf: SegmentSearcher, clause: Any) -> list[Node]:
    # Most parts are terms, and most of these are cached.
    term, word = query.Term, leaf.word
    return [
        word(part.fieldname, part.text, part.boost) if type(part) is term else compile_node(leaf, part)
        for part in clause.subqueries
    ]


def _not(leaf: SegmentSearcher, clause: Any) -> Node:
    return NotNode(compile_node(leaf, clause.query), leaf.live)


def _and_not(leaf: SegmentSearcher, clause: Any) -> Node:
    return RequireNode(compile_node(leaf, clause.a), compile_node(leaf, clause.b), without=True)


def _and_maybe(leaf: SegmentSearcher, clause: Any) -> Node:
    return MaybeNode(compile_node(leaf, clause.a), compile_node(leaf, clause.b))


def _constant(leaf: SegmentSearcher, clause: Any) -> Node:
    return ConstantNode(compile_node(leaf, clause.child), clause.score)


def _every(leaf: SegmentSearcher, clause: Any) -> Node:
    if clause.fieldname not in (None, "", "*"):
        return leaf.stock(clause)
    return EveryNode(leaf.documents, leaf.live, clause.boost)


def _literal(leaf: SegmentSearcher, clause: LiteralQuery) -> Node:
    return leaf.literal(clause.fieldname, clause.text, clause.boost)


def _range(leaf: SegmentSearcher, clause: Any) -> Node:
    column = leaf.segment.arrays.get(f"column/{clause.fieldname}/numbers")
    field = leaf.kinds.get(clause.fieldname)
    if column is None or not isinstance(field, NUMERIC) or not clause.constantscore:
        return compile_node(leaf, clause._compile_query(leaf.searcher.reader()))
    low = None if clause.start is None else field.to_column_value(clause.start) + bool(clause.startexcl)
    high = None if clause.end is None else field.to_column_value(clause.end) - bool(clause.endexcl)
    # A document without a value has the column's default, the end of the range of numbers.
    absent = field.column_type.default_value()
    return RangeNode(column, low, high, absent, clause.boost)


def _expanded(leaf: SegmentSearcher, clause: Any) -> Node:
    field = clause.field()
    held = clause._btexts(leaf.searcher.reader()) if field in leaf.schema else ()
    texts = [text if isinstance(text, bytes) else leaf.schema[field].to_bytes(text) for text in held if text]
    if len(texts) == 1:
        return leaf.term(field, texts[0])
    parts = OrNode([leaf.term(field, text) for text in texts], leaf.documents, clause.boost)
    # Whoosh scores the words if they are few and the segment is large; otherwise every match scores 1.
    scored = len(texts) < MAX_SCORED_EXPANSIONS and (len(texts) == 2 or leaf.documents > 5000)
    return parts if scored or not clause.constantscore else ConstantNode(parts, 1.0)


_METHODS: dict[type, Callable[[SegmentSearcher, Any], Node]] = {
    _NullQuery: _empty_node,
    query.Term: _term_node,
    query.And: _and,
    query.Or: _or,
    query.Not: _not,
    query.AndNot: _and_not,
    query.AndMaybe: _and_maybe,
    query.ConstantScoreQuery: _constant,
    query.Every: _every,
    LiteralQuery: _literal,
    query.NumericRange: _range,
    query.DateRange: _range,
    query.Prefix: _expanded,
    query.Wildcard: _expanded,
    query.FuzzyTerm: _expanded,
    query.TermRange: _expanded,
    query.Variations: _expanded,
    query.Regex: _expanded,
}
