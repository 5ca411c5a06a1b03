"""Generated questions about articles: trees of queries whose texts stand in them, filters, orders and pages."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.article import Article
from engine.query.date_span import write_span
from engine.query.parser import parse_leniently
from engine.query.printer import format_query
from engine.query.terms import parse_wildcard
from engine.query.tree import (
    TEXT_FIELDS,
    DateRange,
    Every,
    Facet,
    Filters,
    Near,
    Not,
    Or,
    Phrase,
    Query,
    Request,
    Term,
    conjunction,
    disjunction,
)
from engine.results.results import FACETS
from engine.schema import endings, facet_values, leader_paths, texts

SPACES = frozenset(" \n\t\r\u3000")
SORTS = ("date", "date", "relevance", "added")


class Questions:
    """An endless series of requests, the same for the same articles and seed."""

    def __init__(self, articles: Sequence[Article], seed: int) -> None:
        self._articles, self._dice = articles, random.Random(seed)
        self._kinds: list[tuple[int, Callable[[], Query]]] = [
            (30, self._term), (6, self._sentence), (16, self._phrase), (12, self._wildcard), (10, self._near),
            (8, self._facet), (6, self._days), (3, self._month),
        ]  # fmt: skip

    def request(self) -> Request:
        """Return the next request; its query is the tree as it is meant to be typed."""
        dice = self._dice
        return Request(
            self._query(0),
            self._filters() if dice.random() < 0.35 else Filters(),
            dice.choice(SORTS),
            offset=dice.choice((0, 0, 0, 10, 37)),
            limit=dice.choice((1, 10, 10, 20)),
            passages=False,
            counted=tuple(name for name in FACETS if dice.random() < 0.35),
        )

    def _query(self, depth: int) -> Query:
        dice = self._dice
        if depth < 2 and dice.random() < (0.4 if depth == 0 else 0.2):
            parts = [self._query(depth + 1) for _ in range(dice.choice((2, 2, 3)))]
            if dice.random() < 0.2:
                parts.append(Not(self._leaf()))
            dice.shuffle(parts)
            return (conjunction(parts) if dice.random() < 0.6 else disjunction(parts)) or Every()
        if not depth and dice.random() < 0.01:
            return Every()
        leaf = self._leaf()
        return Not(leaf) if dice.random() < 0.03 else leaf

    def _leaf(self) -> Query:
        weights, makers = [weight for weight, _ in self._kinds], [make for _, make in self._kinds]
        return self._dice.choices(makers, weights)[0]()

    def _line(self, least: int = 1) -> str:
        """Return a line of a text, as long as that if one is found soon."""
        for _ in range(8):
            _, text = self._dice.choice(texts(self._dice.choice(self._articles)) or (("", "无"),))
            line = self._dice.choice(text.split("\n"))
            if len(line.strip()) >= least:
                return line
        return "城" * least

    def _piece(self, low: int, high: int, solid: bool = False) -> str:
        """Return a substring of a line; if solid, without spaces."""
        length = self._dice.randint(low, high)
        line = self._line(length)
        start = self._dice.randrange(max(1, len(line) - length + 1))
        piece = line[start : start + length]
        if solid:
            piece = "".join(char for char in piece if char not in SPACES and not char.isspace())
        return piece if piece.strip() else "城"

    def _field(self) -> str | None:
        return self._dice.choice(TEXT_FIELDS) if self._dice.random() < 0.3 else None

    def _term(self) -> Query:
        return Term(self._piece(1, 6, solid=True), self._field())

    def _sentence(self) -> Query:
        return Term(self._piece(8, 25, solid=True), self._field())

    def _phrase(self) -> Query:
        return Phrase(self._piece(1, 12), self._field())

    def _wildcard(self) -> Query:
        """Return pieces of one line with signs for what stands between them, or now and then for a little more."""
        dice = self._dice
        gaps = dice.choice((0, 1, 1, 1, 2))
        line = "".join(char for char in self._line(6) if not char.isspace() and char not in "*?＊？")
        at, text = dice.randrange(max(1, len(line) - 8)), ""
        for number in range(gaps + 1):
            size = dice.choice((1, 2, 2, 3))
            text += line[at : at + size]
            at += size
            if number < gaps:
                skipped = dice.choice((1, 1, 2, 4, 9, 20))
                text += "?" * skipped if skipped < 3 and dice.random() < 0.5 else "*" + "?" * dice.choice((0, 0, 1))
                at += skipped
        text = "?" * dice.choice((0, 0, 0, 1, 2)) + text + "?" * dice.choice((0, 0, 0, 1, 2))
        # Not every text with these signs is a pattern: a long one that ends with ? is a question.
        return replace(pattern, field=self._field()) if (pattern := parse_wildcard(text)) else self._phrase()

    def _near(self) -> Query:
        dice = self._dice
        line = self._line(8)
        parts = []
        at = dice.randrange(max(1, len(line) - 8))
        for _ in range(dice.choice((2, 2, 3))):
            part = line[at : at + dice.choice((1, 2, 2, 3))]
            parts.append("".join(part.split()) or "城")
            at += len(part) + dice.choice((-1, 0, 3, 10, 25))
            at = max(at, 0)
        dice.shuffle(parts)
        return Near(tuple(parts), dice.choice((1, 5, 12, 20, 40)), self._field())

    def _facet(self) -> Query:
        """Return a value of an article, or an ending of it."""
        name = self._dice.choice(("source", "town", "town", "place", "leader", "leader"))
        return Facet(name, self._value(name) or "北京市")

    def _value(self, name: str) -> str | None:
        article = self._dice.choice(self._articles)
        if name == "place":
            values = endings((*article.towns, *article.places))
        elif name == "leader":
            values = endings(leader_paths(article))
        else:
            values = facet_values(article, name)
            values = endings(values) if name == "town" else values
        return self._dice.choice(values) if values else None

    def _day(self) -> datetime.date:
        dated = (self._dice.choice(self._articles).date for _ in range(8))
        return next((day for day in dated if day), datetime.date(2020, 2, 29))

    def _days(self) -> Query:
        dice = self._dice
        first, last = sorted((self._day(), self._day()))
        return dice.choice(
            (DateRange(first, last), DateRange(first, None), DateRange(None, last), DateRange(last, last))
        )

    def _month(self) -> Query:
        """Return a month as it is typed without a field: articles of then, or that speak of it."""
        first = self._day().replace(day=1)
        last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
        return Or((DateRange(first, last), Term(write_span(first, last))))

    def _filters(self) -> Filters:
        dice = self._dice

        def some(name: str) -> tuple[str, ...]:
            chosen = (self._value(name) for _ in range(dice.choice((0, 0, 1, 2))))
            return tuple(dict.fromkeys(value for value in chosen if value))

        first, last = sorted((self._day(), self._day()))
        without = tuple((name, value) for name in ("source", "town") for value in some(name)[:1] if dice.random() < 0.3)
        return Filters(
            some("town"),
            some("leader"),
            some("source"),
            first if dice.random() < 0.3 else None,
            last if dice.random() < 0.3 else None,
            without,
        )


def meant(query: Query) -> Query:
    """Return what a tree stands for when it is typed: itself, or where signs mean something the text with them."""
    literal = parse_leniently(format_query(query)).literal
    return Or((query, literal)) if literal else query
