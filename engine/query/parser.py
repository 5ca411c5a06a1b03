"""What a reader typed to a Query: strictly (`parse`) or with its mistakes set right and named (`read`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from engine.errors import QuerySyntaxError
from engine.query.diagnostics import Diagnostics, view_of_words
from engine.query.grammar import Grammar
from engine.query.lexer import lexemes
from engine.query.terms import is_dated
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, conjunction

MAX_QUERY_CHARS = 1000  # characters of a query that are read


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """How a text was read: the query, what is wrong with the text, and the text itself where it may be meant.

    `literal` is None where the query finds every article in which the text stands as it was typed; where signs of the
    query language are in it (-19疫情, 来源:新华网), an article with exactly these characters must not be missed.
    """

    query: Query
    problems: tuple[QuerySyntaxError, ...] = ()
    literal: Phrase | None = None

    @property
    def whole(self) -> Query:
        """What to search for: the query, or the text as it stands."""
        return Or((self.query, self.literal)) if self.literal else self.query


def parse(text: str, today: datetime.date | None = None) -> Query:
    """The query in `text`; `today` is what 近三个月 counts from. Raises QuerySyntaxError, for the first mistake."""
    reading = parse_leniently(text, today)
    if reading.problems:
        raise reading.problems[0]
    return reading.query


def parse_leniently(text: str, today: datetime.date | None = None) -> ParsedQuery:
    """The query in `text`, as far as it can be understood. Raises nothing."""
    problems = []
    if len(text) > MAX_QUERY_CHARS:
        message = f"查询太长：最多 {MAX_QUERY_CHARS} 个字，后面的没有用上。"
        problems.append(QuerySyntaxError(message, MAX_QUERY_CHARS, len(text), text[:MAX_QUERY_CHARS], "long"))
        text = text[:MAX_QUERY_CHARS]
    typed_lexemes = lexemes(text)
    if not typed_lexemes:
        return ParsedQuery(Every())
    mistakes = Diagnostics(text)
    query = Grammar(typed_lexemes, mistakes, today or datetime.date.today()).read()
    if query is None:  # nothing but signs: they stand for themselves
        query = conjunction([Term(word) for word in view_of_words(text)]) or Every()
        return ParsedQuery(query, tuple(problems) if len(typed_lexemes) == 1 else (*problems, *mistakes.told))
    problems.extend(mistakes.told)
    meant = problems or _narrows(query)
    return ParsedQuery(query, tuple(problems), Phrase(text.strip()) if meant else None)


def _narrows(query: Query) -> bool:
    """Whether the query may miss an article in which the text stands as typed."""
    if is_dated(query):
        return False
    if isinstance(query, And | Or):
        return any(_narrows(part) for part in query.parts)
    return isinstance(query, Not | Facet | DateRange | Near) or getattr(query, "field", None) is not None
