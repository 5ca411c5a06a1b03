"""What a reader typed to a Query: strictly (`parse`) or with its mistakes set right and named (`read`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from engine.errors import QuerySyntaxError
from engine.grammar import Grammar
from engine.leaves import is_dated
from engine.lexer import lexemes
from engine.mistakes import Mistakes, view_words
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, conjunction

LONGEST = 1000  # characters of a query that are read


@dataclass(frozen=True, slots=True)
class Reading:
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
    reading = read(text, today)
    if reading.problems:
        raise reading.problems[0]
    return reading.query


def read(text: str, today: datetime.date | None = None) -> Reading:
    """The query in `text`, as far as it can be understood. Raises nothing."""
    problems = []
    if len(text) > LONGEST:
        message = f"查询太长：最多 {LONGEST} 个字，后面的没有用上。"
        problems.append(QuerySyntaxError(message, LONGEST, len(text), text[:LONGEST], "long"))
        text = text[:LONGEST]
    found = lexemes(text)
    if not found:
        return Reading(Every())
    mistakes = Mistakes(text)
    query = Grammar(found, mistakes, today or datetime.date.today()).read()
    if query is None:  # nothing but signs: they stand for themselves
        query = conjunction([Term(word) for word in view_words(text)]) or Every()
        return Reading(query, tuple(problems) if len(found) == 1 else (*problems, *mistakes.told))
    problems.extend(mistakes.told)
    meant = problems or _narrows(query)
    return Reading(query, tuple(problems), Phrase(text.strip()) if meant else None)


def _narrows(query: Query) -> bool:
    """Whether the query may miss an article in which the text stands as typed."""
    if is_dated(query):
        return False
    if isinstance(query, And | Or):
        return any(_narrows(part) for part in query.parts)
    return isinstance(query, Not | Facet | DateRange | Near) or getattr(query, "field", None) is not None
