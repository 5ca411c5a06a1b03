"""Compiler from `engine.query.tree` to Whoosh query objects, with the boosts of their parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from whoosh import query as whoosh

from engine import schema
from engine.backends.whoosh.searching.nodes.at_least_node import AtLeast
from engine.backends.whoosh.searching.nodes.literal_query import LiteralQuery, PatternQuery
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.runtime.deadline import checked
from engine.text.normalize import fold
from engine.text.segmenter import tokens
from engine.text.words import query_words, required_matches


class WhooshQueryCompiler:
    """Compiles queries to Whoosh's. Literal text decides what matches, indexed words the score.

    `idf` returns a word's inverse document frequency in a field; `towns` the paths of the towns that a name stands for.
    """

    def __init__(
        self, idf: Callable[[str, str], float], towns: Callable[[str], list[str]], user_words: tuple[str, ...] = ()
    ) -> None:
        self._idf, self._towns, self._user_words = idf, towns, user_words

    def compiled(self, query: Query) -> whoosh.Query:
        """Return the query for the evaluator."""
        return _METHODS[type(query)](self, query)

    def any_word(self, texts: Iterable[str]) -> whoosh.Query:
        """Return a query for articles with any of these indexed words, scored by BM25F."""
        fields = schema.WORD_FIELDS
        return whoosh.Or([whoosh.Term(field, word, boost=schema.BOOSTS[field]) for word in texts for field in fields])

    def _every(self, every: Every) -> whoosh.Query:
        del every
        return whoosh.ConstantScoreQuery(whoosh.Every(), 0.0)

    def _term(self, term: Term) -> whoosh.Query:
        words = query_words(term.text)
        parts = [LiteralQuery(term.field, word, 0.0) for word in words or (fold(term.text),)]
        if words and (least := required_matches(term.text)) < len(words):
            return self._scored([AtLeast(parts, least)], term, whole=True)
        return self._scored(parts, term, whole=len(words) > 1)

    def _phrase(self, phrase: Phrase) -> whoosh.Query:
        return self._scored([LiteralQuery(phrase.field, phrase.text, 0.0)], phrase, whole=False)

    def _scored(self, literal: Sequence[whoosh.Query], term: Term | Phrase, whole: bool) -> whoosh.Query:
        """Return a query for required literal text, scored by BM25F of its words.

        With `whole`, articles that contain the whole text literally score more.
        """
        fields = [term.field] if term.field in schema.WORD_FIELDS else [] if term.field else schema.WORD_FIELDS
        words = dict.fromkeys(token.text for token in tokens(term.text, self._user_words))
        clauses: list[whoosh.Query] = [
            whoosh.Term(field, word, boost=schema.BOOSTS[field]) for word in words for field in fields
        ]
        if whole:
            idf = sum(self._idf("body", word) for word in words)
            clauses.append(LiteralQuery(term.field, term.text, schema.WHOLE_CHUNK_BOOST * idf))
        must = [whoosh.ConstantScoreQuery(part, schema.LITERAL_BOOST) for part in literal]
        matched = must[0] if len(must) == 1 else whoosh.And(must)
        return whoosh.AndMaybe(matched, whoosh.Or(clauses)) if clauses else matched

    def _wildcard(self, wildcard: Wildcard) -> whoosh.Query:
        return whoosh.ConstantScoreQuery(PatternQuery("wildcard", wildcard.field, (fold(wildcard.pattern),)), 1.0)

    def _near(self, asked: Near) -> whoosh.Query:
        near = whoosh.ConstantScoreQuery(
            PatternQuery("near", asked.field, tuple(map(fold, asked.parts)), asked.distance), 1.0
        )
        fields = [asked.field] if asked.field in schema.WORD_FIELDS else [] if asked.field else schema.WORD_FIELDS
        words = dict.fromkeys(token.text for part in asked.parts for token in tokens(part, self._user_words))
        clauses = [whoosh.Term(field, word, boost=schema.BOOSTS[field]) for word in words for field in fields]
        return whoosh.AndMaybe(near, whoosh.Or(clauses)) if clauses else near

    def _facet(self, facet: Facet) -> whoosh.Query:
        named = self._towns(facet.value) if facet.field == "town" else [facet.value]
        values = [whoosh.Term(facet.field, value) for value in named]
        return whoosh.ConstantScoreQuery(whoosh.Or(values), 0.0)

    def _days(self, date_range: DateRange) -> whoosh.Query:
        first = int(date_range.since.strftime("%Y%m%d")) if date_range.since else 1
        last = int(date_range.until.strftime("%Y%m%d")) if date_range.until else 99991231
        return whoosh.ConstantScoreQuery(whoosh.NumericRange("date", first, last), 0.0)

    def _and(self, query: And) -> whoosh.Query:
        return whoosh.And([self.compiled(part) for part in checked(dict.fromkeys(query.parts), 16)])

    def _or(self, query: Or) -> whoosh.Query:
        return whoosh.Or([self.compiled(part) for part in checked(dict.fromkeys(query.parts), 16)])

    def _not(self, query: Not) -> whoosh.Query:
        return whoosh.ConstantScoreQuery(whoosh.Not(self.compiled(query.part)), 0.0)


_METHODS: dict[type, Callable[[WhooshQueryCompiler, Any], whoosh.Query]] = {
    Every: WhooshQueryCompiler._every,
    Term: WhooshQueryCompiler._term,
    Phrase: WhooshQueryCompiler._phrase,
    Wildcard: WhooshQueryCompiler._wildcard,
    Near: WhooshQueryCompiler._near,
    Facet: WhooshQueryCompiler._facet,
    DateRange: WhooshQueryCompiler._days,
    And: WhooshQueryCompiler._and,
    Or: WhooshQueryCompiler._or,
    Not: WhooshQueryCompiler._not,
}
