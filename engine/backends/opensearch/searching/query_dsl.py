"""Compiler from `engine.query.tree` to the query DSL: characters decide what matches, words determine the score."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatchmethod
from typing import Any

from engine import schema
from engine.backends.opensearch.documents import character_tokens
from engine.backends.opensearch.documents.mapping import OTHER_ZONES_FIELD
from engine.backends.opensearch.searching.statistics import ClusterStatistics
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.text.normalize import fold
from engine.text.segmenter import tokens as words_of
from engine.text.words import query_words, required_matches

WILDCARD_GAP_CHARS = 20  # characters that one or more * may stand for
Json = dict[str, Any]
MATCH_NONE: Json = {"match_none": {}}
# Fields of the cluster by facet. A generation written before 2026-12 has no `leader_names`.
_FIELDS = {
    **{name: (name,) for name in ("source", "group", "former")},
    "town": ("town_names",),
    "place": ("place_names",),
    "leader": ("leader_names", "leader"),
}


def constant_score(query: Json, boost: float = 0.0) -> Json:
    """Return a query whose every match scores `boost`."""
    return {"constant_score": {"filter": query, "boost": boost}}


def at_least(parts: Sequence[Json], least: int = 1) -> Json:
    """Return a query that matches at least `least` of the parts; scores add up."""
    return parts[0] if len(parts) == 1 == least else {"bool": {"should": list(parts), "minimum_should_match": least}}


class QueryDslCompiler:
    """Compiles queries to the query DSL; `statistics` supplies the idf of words."""

    def __init__(self, statistics: ClusterStatistics, user_words: tuple[str, ...] = ()) -> None:
        self._statistics, self._user_words = statistics, user_words

    def any_word(self, texts: Sequence[str]) -> Json:
        """Return a query for articles with any of these indexed words, scored by BM25."""
        clauses = self._words(None, texts)
        return at_least(clauses) if clauses else MATCH_NONE

    @singledispatchmethod
    def compiled(self, asked: Query) -> Json:
        """Return the scored query for the cluster."""
        raise TypeError(f"There is no way to ask {asked!r}.")

    @compiled.register
    def _(self, asked: Every) -> Json:
        del asked
        return constant_score({"match_all": {}})

    @compiled.register
    def _(self, asked: Term) -> Json:
        words = query_words(asked.text)
        parts = [literal(asked.field, word) for word in words or (asked.text,)]
        if words and (least := required_matches(asked.text)) < len(words):
            return self._scored([at_least(parts, least)], asked, whole=True)
        return self._scored(parts, asked, whole=len(words) > 1)

    @compiled.register
    def _(self, asked: Phrase) -> Json:
        return self._scored([literal(asked.field, asked.text)], asked, whole=False)

    def _scored(self, must: Sequence[Json], term: Term | Phrase, whole: bool) -> Json:
        words = list(dict.fromkeys(token.text for token in words_of(term.text, self._user_words)))
        worth = self._words(term.field, words)
        if whole:
            idf = sum(self._statistics.idf("body", word) for word in words)
            worth.append(constant_score(literal(term.field, term.text), schema.WHOLE_CHUNK_BOOST * idf))
        return {"bool": {"must": [constant_score(part, schema.LITERAL_BOOST) for part in must], "should": worth}}

    def _words(self, field: str | None, texts: Sequence[str]) -> list[Json]:
        """Return scoring clauses of words: BM25 of each field, corrected to the idf of the Whoosh engine."""
        fields = [field] if field in schema.WORD_FIELDS else [] if field else schema.WORD_FIELDS
        clauses = []
        for word in texts:
            for name in fields:
                boost = schema.BOOSTS[name] * self._statistics.correction(name, word)
                if boost:
                    clauses.append({"term": {f"words.{name}": {"value": word, "boost": boost}}})
        return clauses

    @compiled.register
    def _(self, asked: Wildcard) -> Json:
        return constant_score(at_least([wildcard(name, fold(asked.pattern)) for name in zones(asked.field)]), 1.0)

    @compiled.register
    def _(self, asked: Near) -> Json:
        condition = constant_score(
            at_least([near(name, asked.parts, asked.distance) for name in zones(asked.field)]), 1.0
        )
        words = list(dict.fromkeys(token.text for part in asked.parts for token in words_of(part, self._user_words)))
        return {"bool": {"must": [condition], "should": self._words(asked.field, words)}}

    @compiled.register
    def _(self, asked: Facet) -> Json:
        terms = [{"term": {name: asked.value}} for name in _FIELDS.get(asked.field, ())]
        return constant_score(at_least(terms) if terms else MATCH_NONE)

    @compiled.register
    def _(self, asked: DateRange) -> Json:
        first = int(asked.since.strftime("%Y%m%d")) if asked.since else 1
        last = int(asked.until.strftime("%Y%m%d")) if asked.until else 99991231
        return constant_score({"range": {"day": {"gte": first, "lte": last}}})

    @compiled.register
    def _(self, asked: And) -> Json:
        return (
            {"bool": {"must": [self.compiled(part) for part in dict.fromkeys(asked.parts)]}}
            if asked.parts
            else MATCH_NONE
        )

    @compiled.register
    def _(self, asked: Or) -> Json:
        return at_least([self.compiled(part) for part in dict.fromkeys(asked.parts)]) if asked.parts else MATCH_NONE

    @compiled.register
    def _(self, asked: Not) -> Json:
        return constant_score({"bool": {"must_not": [self.compiled(asked.part)], "filter": [{"match_all": {}}]}})


def zones(field: str | None) -> list[str]:
    """Return the cluster's text fields that a query's field stands for."""
    if field is None:
        return ["text.body", f"text.{OTHER_ZONES_FIELD}"]
    return [f"text.{field}"] if field in schema.ZONES else []


def literal(field: str | None, text: str) -> Json:
    """Return a query for articles that contain the text."""
    phrase = character_tokens.phrase(text)
    if not phrase:
        return MATCH_NONE
    parts = [{"match_phrase": {name: {"query": phrase, "analyzer": "asked"}}} for name in zones(field)]
    return at_least(parts) if parts else MATCH_NONE


def near(zone: str, parts: Sequence[str], distance: int) -> Json:
    """Return a query for all parts within one line, with at most `distance` other characters in the window."""
    spans = [literal_span(zone, part) for part in parts]
    if len(spans) == 1:
        return within_line(zone, spans[0])
    return within_line(zone, {"span_near": {"clauses": spans, "slop": distance, "in_order": False}})


def literal_span(zone: str, text: str) -> Json:
    """Return a span query for a text; a span has as many positions as the text has characters."""
    tokens = character_tokens.query_tokens(text)
    if len(tokens) == 1:
        return {"span_term": {zone: tokens[0]}}
    pairs = [{"span_term": {zone: pair}} for pair in character_tokens.token_pairs(text)]
    # A pair is one position long; the last character is added so that the span has the length of the text.
    return {"span_near": {"clauses": [*pairs, {"span_term": {zone: tokens[-1]}}], "slop": 0, "in_order": True}}


def within_line(zone: str, span: Json, before: int = 0, behind: int = 0) -> Json:
    """Restrict a span query to spans that cross no line end, extended by `before` and `behind` characters."""
    ends = [{"span_term": {zone: mark}} for mark in (character_tokens.LINE_TOKEN, character_tokens.EDGE_TOKEN)]
    return {"span_not": {"include": span, "exclude": {"span_or": {"clauses": ends}}, "pre": before, "post": behind}}


def wildcard(zone: str, folded: str) -> Json:
    """Return a query for a folded pattern.

    西*镇 is 西, at most 20 characters of the same line, 镇; ? is one character.
    """
    parts = [part for part in re.split(r"([*?]+)", folded.strip("*")) if part]
    before = parts.pop(0).count("?") if parts and parts[0][0] in "*?" else 0
    behind = parts.pop().count("?") if parts and parts[-1][0] in "*?" else 0
    if not parts:
        return {"range": {zone.replace("text.", "longest."): {"gte": before}}}
    # Built from the right: span_near finds only the nearest end of each start, so the end must not limit what follows.
    span = literal_span(zone, parts[-1])
    for place in range(len(parts) - 3, -1, -2):
        signs = parts[place + 1]
        least = signs.count("?")
        gap = [{"span_gap": {zone: least}}] if least else []
        slop = WILDCARD_GAP_CHARS if "*" in signs else 0
        clauses = [literal_span(zone, parts[place]), *gap, span]
        span = {"span_near": {"clauses": clauses, "slop": slop, "in_order": True}}
    return within_line(zone, span, before, behind)
