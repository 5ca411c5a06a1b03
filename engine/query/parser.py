"""Parse a query text, strictly (`parse`) or with errors repaired and reported (`parse_leniently`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from engine.errors import QuerySyntaxError
from engine.query.diagnostics import Diagnostics, view_of_words
from engine.query.grammar import Grammar
from engine.query.lexer import lexemes
from engine.query.terms import is_dated
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, conjunction

MAX_QUERY_CHARS = 1000  # longer queries are cut off


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """Result of parsing a text: the query, the syntax errors, and the text as a phrase where it may be meant literally.

    `literal` is None if the query already matches every article that contains the text as typed. It is set if the text
    contains query syntax (-19疫情, 来源:新华网), so that an article with exactly these characters is not missed.
    """

    query: Query
    problems: tuple[QuerySyntaxError, ...] = ()
    literal: Phrase | None = None

    @property
    def whole(self) -> Query:
        """The query to search for, with the literal text as an alternative."""
        return Or((self.query, self.literal)) if self.literal else self.query


def parse(text: str, today: datetime.date | None = None) -> Query:
    """Parse `text` strictly; relative dates such as 近三个月 count from `today`. Raises the first QuerySyntaxError."""
    reading = parse_leniently(text, today)
    if reading.problems:
        raise reading.problems[0]
    return reading.query


def parse_leniently(text: str, today: datetime.date | None = None) -> ParsedQuery:
    """Parse `text` as far as possible, collecting its syntax errors. Never raises."""
    problems = []
    if len(text) > MAX_QUERY_CHARS:
        problems.append(
            QuerySyntaxError(
                "The query is too long: only its first %(number)s characters are used.",
                MAX_QUERY_CHARS,
                len(text),
                text[:MAX_QUERY_CHARS],
                "long",
                number=MAX_QUERY_CHARS,
            )
        )
        text = text[:MAX_QUERY_CHARS]
    typed_lexemes = lexemes(text)
    if not typed_lexemes:
        return ParsedQuery(Every())
    mistakes = Diagnostics(text)
    query = Grammar(typed_lexemes, mistakes, today or datetime.date.today()).read()
    if query is None:  # only operators and signs, which are searched for literally
        query = conjunction([Term(word) for word in view_of_words(text)]) or Every()
        return ParsedQuery(query, tuple(problems) if len(typed_lexemes) == 1 else (*problems, *mistakes.reported))
    problems.extend(mistakes.reported)
    meant = problems or _narrows(query)
    return ParsedQuery(query, tuple(problems), Phrase(text.strip()) if meant else None)


def _narrows(query: Query) -> bool:
    """Return whether the query may miss an article that contains the text as typed."""
    if is_dated(query):
        return False
    if isinstance(query, And | Or):
        return any(_narrows(part) for part in query.parts)
    return isinstance(query, Not | Facet | DateRange | Near) or getattr(query, "field", None) is not None
