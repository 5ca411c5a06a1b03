"""How the parts of a reader's query match and what they are worth: engine.query to Whoosh's query objects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from whoosh import query as whoosh

from engine import schema
from engine.analysis import tokens
from engine.backends.whoosh.searching.at_least import AtLeast
from engine.backends.whoosh.searching.literal_query import Literal
from engine.backends.whoosh.searching.pattern import Pattern
from engine.deadline import checked
from engine.normalize import fold
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.words import enough, words


class Ranking:
    """Turns queries into Whoosh's. What matches is decided literally; the words of the index say how well.

    `rarity` gives a word's inverse document frequency; `values` the values of a facet field that an asked one stands
    for.
    """

    def __init__(self, rarity: Callable[[str, str], float], values: Callable[[str, str], list[str]]) -> None:
        self._rarity, self._values = rarity, values

    def compiled(self, asked: Query) -> whoosh.Query:
        """The query for the evaluator."""
        return _METHODS[type(asked)](self, asked)

    def any_word(self, found: Iterable[str]) -> whoosh.Query:
        """Articles that have any of these words of the index, by what the words are worth."""
        fields = schema.WORD_FIELDS
        return whoosh.Or([whoosh.Term(field, word, boost=schema.BOOSTS[field]) for word in found for field in fields])

    def _every(self, asked: Every) -> whoosh.Query:
        del asked
        return whoosh.ConstantScoreQuery(whoosh.Every(), 0.0)

    def _term(self, asked: Term) -> whoosh.Query:
        found = words(asked.text)
        parts = [Literal(asked.field, word, 0.0) for word in found or (fold(asked.text),)]
        if found and (least := enough(asked.text)) < len(found):
            return self._scored([AtLeast(parts, least)], asked, whole=True)
        return self._scored(parts, asked, whole=len(found) > 1)

    def _phrase(self, asked: Phrase) -> whoosh.Query:
        return self._scored([Literal(asked.field, asked.text, 0.0)], asked, whole=False)

    def _scored(self, literal: Sequence[whoosh.Query], asked: Term | Phrase, whole: bool) -> whoosh.Query:
        """What must stand, and what it is worth: BM25F of the words, and something for the whole standing together."""
        fields = [asked.field] if asked.field in schema.WORD_FIELDS else [] if asked.field else schema.WORD_FIELDS
        found = dict.fromkeys(token.text for token in tokens(asked.text))
        worth: list[whoosh.Query] = [
            whoosh.Term(field, word, boost=schema.BOOSTS[field]) for word in found for field in fields
        ]
        if whole:
            rarity = sum(self._rarity("body", word) for word in found)
            worth.append(Literal(asked.field, asked.text, schema.WHOLE * rarity))
        must = [whoosh.ConstantScoreQuery(part, schema.LITERAL) for part in literal]
        matched = must[0] if len(must) == 1 else whoosh.And(must)
        return whoosh.AndMaybe(matched, whoosh.Or(worth)) if worth else matched

    def _wildcard(self, asked: Wildcard) -> whoosh.Query:
        return whoosh.ConstantScoreQuery(Pattern("wildcard", asked.field, (fold(asked.pattern),)), 1.0)

    def _near(self, asked: Near) -> whoosh.Query:
        near = whoosh.ConstantScoreQuery(
            Pattern("near", asked.field, tuple(map(fold, asked.parts)), asked.distance), 1.0
        )
        fields = [asked.field] if asked.field in schema.WORD_FIELDS else [] if asked.field else schema.WORD_FIELDS
        found = dict.fromkeys(token.text for part in asked.parts for token in tokens(part))
        worth = [whoosh.Term(field, word, boost=schema.BOOSTS[field]) for word in found for field in fields]
        return whoosh.AndMaybe(near, whoosh.Or(worth)) if worth else near

    def _facet(self, asked: Facet) -> whoosh.Query:
        named = (asked.value,) if asked.field in ("group", "former") else self._values(asked.field, asked.value)
        values = [whoosh.Term(asked.field, value) for value in named]
        return whoosh.ConstantScoreQuery(whoosh.Or(values), 0.0)

    def _days(self, asked: DateRange) -> whoosh.Query:
        first = int(asked.since.strftime("%Y%m%d")) if asked.since else 1
        last = int(asked.until.strftime("%Y%m%d")) if asked.until else 99991231
        return whoosh.ConstantScoreQuery(whoosh.NumericRange("date", first, last), 0.0)

    def _and(self, asked: And) -> whoosh.Query:
        return whoosh.And([self.compiled(part) for part in checked(dict.fromkeys(asked.parts), 16)])

    def _or(self, asked: Or) -> whoosh.Query:
        return whoosh.Or([self.compiled(part) for part in checked(dict.fromkeys(asked.parts), 16)])

    def _not(self, asked: Not) -> whoosh.Query:
        return whoosh.ConstantScoreQuery(whoosh.Not(self.compiled(asked.part)), 0.0)


_METHODS: dict[type, Callable[[Ranking, Any], whoosh.Query]] = {
    Every: Ranking._every,
    Term: Ranking._term,
    Phrase: Ranking._phrase,
    Wildcard: Ranking._wildcard,
    Near: Ranking._near,
    Facet: Ranking._facet,
    DateRange: Ranking._days,
    And: Ranking._and,
    Or: Ranking._or,
    Not: Ranking._not,
}
