"""engine.query to the cluster's query language: characters decide what matches, words how well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import singledispatchmethod
from typing import Any

from engine import schema
from engine.analysis import tokens as words_of
from engine.backends.opensearch import characters
from engine.backends.opensearch.mapping import OTHERS
from engine.backends.opensearch.statistics import Statistics
from engine.normalize import fold
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.words import enough, words

STRETCH = 20  # characters that one or more * may stand for
Json = dict[str, Any]
NOTHING: Json = {"match_none": {}}
_FIELDS = {"town": "town_names", "leader": "leader", "source": "source", "group": "group", "former": "former"}


def constant(query: Json, boost: float = 0.0) -> Json:
    """Every match of it scores `boost`."""
    return {"constant_score": {"filter": query, "boost": boost}}


def some(parts: Sequence[Json], least: int = 1) -> Json:
    """At least so many of the parts match; scores add up."""
    return parts[0] if len(parts) == 1 == least else {"bool": {"should": list(parts), "minimum_should_match": least}}


class Compiler:
    """Turns queries into requests; `statistics` says how rare words are."""

    def __init__(self, statistics: Statistics) -> None:
        self._statistics = statistics

    def any_word(self, found: Sequence[str]) -> Json:
        """Articles that have any of these words of the index, by what the words are worth."""
        worth = self._words(None, found)
        return some(worth) if worth else NOTHING

    @singledispatchmethod
    def compiled(self, asked: Query) -> Json:
        """The query for the cluster, scored."""
        raise TypeError(f"There is no way to ask {asked!r}.")

    @compiled.register
    def _(self, asked: Every) -> Json:
        del asked
        return constant({"match_all": {}})

    @compiled.register
    def _(self, asked: Term) -> Json:
        found = words(asked.text)
        parts = [literal(asked.field, word) for word in found or (asked.text,)]
        if found and (least := enough(asked.text)) < len(found):
            return self._scored([some(parts, least)], asked, whole=True)
        return self._scored(parts, asked, whole=len(found) > 1)

    @compiled.register
    def _(self, asked: Phrase) -> Json:
        return self._scored([literal(asked.field, asked.text)], asked, whole=False)

    def _scored(self, must: Sequence[Json], asked: Term | Phrase, whole: bool) -> Json:
        found = list(dict.fromkeys(token.text for token in words_of(asked.text)))
        worth = self._words(asked.field, found)
        if whole:
            rarity = sum(self._statistics.rarity("body", word) for word in found)
            worth.append(constant(literal(asked.field, asked.text), schema.WHOLE * rarity))
        return {"bool": {"must": [constant(part, schema.LITERAL) for part in must], "should": worth}}

    def _words(self, field: str | None, found: Sequence[str]) -> list[Json]:
        """What words are worth where they stand: BM25 of each field, with the rarity that Whoosh gives a word."""
        fields = [field] if field in schema.WORD_FIELDS else [] if field else schema.WORD_FIELDS
        worth = []
        for word in found:
            for name in fields:
                boost = schema.BOOSTS[name] * self._statistics.correction(name, word)
                if boost:
                    worth.append({"term": {f"words.{name}": {"value": word, "boost": boost}}})
        return worth

    @compiled.register
    def _(self, asked: Wildcard) -> Json:
        return constant(some([wildcard(name, fold(asked.pattern)) for name in zones(asked.field)]), 1.0)

    @compiled.register
    def _(self, asked: Near) -> Json:
        held = constant(some([near(name, asked.parts, asked.distance) for name in zones(asked.field)]), 1.0)
        found = list(dict.fromkeys(token.text for part in asked.parts for token in words_of(part)))
        return {"bool": {"must": [held], "should": self._words(asked.field, found)}}

    @compiled.register
    def _(self, asked: Facet) -> Json:
        return constant({"term": {_FIELDS[asked.field]: asked.value}} if asked.field in _FIELDS else NOTHING)

    @compiled.register
    def _(self, asked: DateRange) -> Json:
        first = int(asked.since.strftime("%Y%m%d")) if asked.since else 1
        last = int(asked.until.strftime("%Y%m%d")) if asked.until else 99991231
        return constant({"range": {"day": {"gte": first, "lte": last}}})

    @compiled.register
    def _(self, asked: And) -> Json:
        return (
            {"bool": {"must": [self.compiled(part) for part in dict.fromkeys(asked.parts)]}} if asked.parts else NOTHING
        )

    @compiled.register
    def _(self, asked: Or) -> Json:
        return some([self.compiled(part) for part in dict.fromkeys(asked.parts)]) if asked.parts else NOTHING

    @compiled.register
    def _(self, asked: Not) -> Json:
        return constant({"bool": {"must_not": [self.compiled(asked.part)], "filter": [{"match_all": {}}]}})


def zones(field: str | None) -> list[str]:
    """The fields of the cluster that a field of a query stands for."""
    if field is None:
        return ["text.body", f"text.{OTHERS}"]
    return [f"text.{field}"] if field in schema.ZONES else []


def literal(field: str | None, text: str) -> Json:
    """Articles in which the text stands."""
    asked = characters.phrase(text)
    if not asked:
        return NOTHING
    parts = [{"match_phrase": {name: {"query": asked, "analyzer": "asked"}}} for name in zones(field)]
    return some(parts) if parts else NOTHING


def near(zone: str, parts: Sequence[str], distance: int) -> Json:
    """Every part, with at most `distance` characters beside them, in one line."""
    spans = [piece(zone, part) for part in parts]
    if len(spans) == 1:
        return within_line(zone, spans[0])
    return within_line(zone, {"span_near": {"clauses": spans, "slop": distance, "in_order": False}})


def piece(zone: str, text: str) -> Json:
    """The places of a text: as many positions as it has characters."""
    found = characters.tokens(text)
    if len(found) == 1:
        return {"span_term": {zone: found[0]}}
    pairs = [{"span_term": {zone: pair}} for pair in characters.pairs(text)]
    # A pair is one position long; the last character makes up the length.
    return {"span_near": {"clauses": [*pairs, {"span_term": {zone: found[-1]}}], "slop": 0, "in_order": True}}


def within_line(zone: str, span: Json, before: int = 0, behind: int = 0) -> Json:
    """The span where it, with so many characters before and behind it, does not reach beyond its line."""
    ends = [{"span_term": {zone: mark}} for mark in (characters.LINE, characters.EDGE)]
    return {"span_not": {"include": span, "exclude": {"span_or": {"clauses": ends}}, "pre": before, "post": behind}}


def wildcard(zone: str, folded: str) -> Json:
    """西*镇 is 西, at most 20 characters of the same line, 镇; each ? is one."""
    parts = [part for part in re.split(r"([*?]+)", folded.strip("*")) if part]
    before = parts.pop(0).count("?") if parts and parts[0][0] in "*?" else 0
    behind = parts.pop().count("?") if parts and parts[-1][0] in "*?" else 0
    if not parts:
        return {"range": {zone.replace("text.", "longest."): {"gte": before}}}
    # From the right: for each beginning the nearest end is found, which is enough only where nothing hangs on the end.
    span = piece(zone, parts[-1])
    for place in range(len(parts) - 3, -1, -2):
        signs = parts[place + 1]
        least = signs.count("?")
        gap = [{"span_gap": {zone: least}}] if least else []
        slop = STRETCH if "*" in signs else 0
        clauses = [piece(zone, parts[place]), *gap, span]
        span = {"span_near": {"clauses": clauses, "slop": slop, "in_order": True}}
    return within_line(zone, span, before, behind)
