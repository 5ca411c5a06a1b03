"""Compiler from `engine.query.tree` to nodes of a segment: literal text decides what matches, words the score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from engine import schema
from engine.backends.whoosh.searching.nodes.at_least_node import AtLeastNode
from engine.backends.whoosh.searching.nodes.boolean_nodes import NotNode, all_of, any_of
from engine.backends.whoosh.searching.nodes.modifier_nodes import ConstantNode, EveryNode, MaybeNode
from engine.backends.whoosh.searching.nodes.node import Node
from engine.backends.whoosh.searching.segment_searcher import SegmentSearcher
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.runtime import deadline
from engine.runtime.bounded_cache import bounded
from engine.text.normalize import fold
from engine.text.segmenter import tokens
from engine.text.words import query_words, required_matches

SegmentQuery = Callable[[SegmentSearcher], Node]
CACHE_BYTES = 1 << 20


class QueryCompiler:
    """Compiles queries for one generation.

    `idf` returns a word's inverse document frequency in a field; `towns` the paths of the towns that a name stands for;
    `user_words` are the operator's words.
    """

    def __init__(
        self, idf: Callable[[str, str], float], towns: Callable[[str], list[str]], user_words: tuple[str, ...] = ()
    ) -> None:
        self._idf, self._towns = idf, towns
        self._user_words = user_words
        self._words = bounded(CACHE_BYTES)(self._cut)

    def _cut(self, text: str) -> tuple[str, ...]:
        """Return the distinct words that a text is scored by."""
        return tuple(dict.fromkeys(token.text for token in tokens(text, self._user_words)))

    def compiled(self, query: Query) -> SegmentQuery:
        """Return a function that returns the node of the query in a segment. It raises QueryTooCostly."""
        return partial(self._node, query)

    def any_word(self, texts: Iterable[str]) -> SegmentQuery:
        """Return the same for articles with any of these indexed words, scored by BM25F."""
        return partial(_scored_words, tuple(texts), schema.WORD_FIELDS)

    def _node(self, query: Query, segment: SegmentSearcher) -> Node:
        deadline.check_deadline()
        return _METHODS[type(query)](self, query, segment)

    def _every(self, every: Every, segment: SegmentSearcher) -> Node:
        del every
        return ConstantNode(EveryNode(segment.documents, segment.live, 1.0), 0.0)

    def _term(self, term: Term, segment: SegmentSearcher) -> Node:
        words = query_words(term.text)
        parts = [segment.literal(term.field, word) for word in words or (fold(term.text),)]
        if words and (least := required_matches(term.text)) < len(words):
            return self._scored([AtLeastNode(parts, least, segment.documents)], term, segment, whole=True)
        return self._scored(parts, term, segment, whole=len(words) > 1)

    def _phrase(self, phrase: Phrase, segment: SegmentSearcher) -> Node:
        return self._scored([segment.literal(phrase.field, phrase.text)], phrase, segment, whole=False)

    def _scored(self, literal: Sequence[Node], term: Term | Phrase, segment: SegmentSearcher, whole: bool) -> Node:
        """Return a node of required literal text, scored by BM25F of its words.

        With `whole`, articles that contain the whole text literally score more.
        """
        words = self._words(term.text)
        scored: list[Node] = [_scored_words(words, _word_fields(term.field), segment)]
        if whole:
            idf = sum(self._idf("body", word) for word in words)
            scored.append(segment.literal(term.field, term.text, schema.WHOLE_CHUNK_BOOST * idf))
        matched = all_of([ConstantNode(part, schema.LITERAL_BOOST) for part in literal], segment.documents)
        return _maybe(matched, any_of(scored, segment.documents))

    def _wildcard(self, wildcard: Wildcard, segment: SegmentSearcher) -> Node:
        return segment.wildcard(wildcard.field, fold(wildcard.pattern))

    def _near(self, near: Near, segment: SegmentSearcher) -> Node:
        words = tuple(dict.fromkeys(word for part in near.parts for word in self._words(part)))
        matched = segment.near(near.field, tuple(map(fold, near.parts)), near.distance)
        return _maybe(matched, _scored_words(words, _word_fields(near.field), segment))

    def _facet(self, facet: Facet, segment: SegmentSearcher) -> Node:
        values = self._towns(facet.value) if facet.field == "town" else [facet.value]
        return ConstantNode(any_of([segment.word(facet.field, value, 1.0) for value in values], segment.documents), 0.0)

    def _days(self, days: DateRange, segment: SegmentSearcher) -> Node:
        first = int(days.since.strftime("%Y%m%d")) if days.since else 1
        last = int(days.until.strftime("%Y%m%d")) if days.until else 99991231
        return ConstantNode(segment.range("date", first, last), 0.0)

    def _and(self, query: And, segment: SegmentSearcher) -> Node:
        return all_of([self._node(part, segment) for part in dict.fromkeys(query.parts)], segment.documents)

    def _or(self, query: Or, segment: SegmentSearcher) -> Node:
        return any_of([self._node(part, segment) for part in dict.fromkeys(query.parts)], segment.documents)

    def _not(self, query: Not, segment: SegmentSearcher) -> Node:
        return ConstantNode(NotNode(self._node(query.part, segment), segment.live), 0.0)


def _maybe(matched: Node, scored: Node) -> Node:
    return MaybeNode(matched, scored) if scored.size else matched


def _word_fields(field: str | None) -> Sequence[str]:
    """Return the fields of words that a part of a query restricted to `field` is scored in."""
    return [field] if field in schema.WORD_FIELDS else [] if field else schema.WORD_FIELDS


def _scored_words(words: Sequence[str], fields: Sequence[str], segment: SegmentSearcher) -> Node:
    terms = [segment.word(field, word, schema.BOOSTS[field]) for word in words for field in fields]
    return any_of(terms, segment.documents)


_METHODS: dict[type, Callable[[QueryCompiler, Any, SegmentSearcher], Node]] = {
    Every: QueryCompiler._every,
    Term: QueryCompiler._term,
    Phrase: QueryCompiler._phrase,
    Wildcard: QueryCompiler._wildcard,
    Near: QueryCompiler._near,
    Facet: QueryCompiler._facet,
    DateRange: QueryCompiler._days,
    And: QueryCompiler._and,
    Or: QueryCompiler._or,
    Not: QueryCompiler._not,
}
