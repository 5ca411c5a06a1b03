"""What one word of a query is: text, a pattern, a date."""

from __future__ import annotations

import datetime
from typing import TypeGuard

from engine.query import date_span
from engine.query.lexer import half_width, lexemes
from engine.query.tree import DateRange, Or, Phrase, Query, Term, Wildcard

# A question, not a wildcard: 由谁改编的? · 好看吗?
_QUESTION_CHARS = tuple("谁哪吗呢么何几怎否吧呀")


def parse_term(word: str, today: datetime.date, tied: bool = False) -> Query:
    """The query that a word without spaces is; `tied`: a field is named before it."""
    view = half_width(word)
    if ".." in view and (span := date_span.read_span(view, today)):
        return DateRange(*span)
    return (None if tied else parse_date_term(word, today)) or parse_wildcard(word) or Term(word)


def parse_date_term(word: str, today: datetime.date) -> Or | None:
    """A date typed by itself (近三个月, 2023年6月): published then, or with these words in the text.

    So nothing that has the words is missed, and nothing of that time. None where `word` is no date.
    """
    span = date_span.read_span(half_width(word), today)
    return Or((DateRange(*span), Term(word))) if span and None not in span else None


def parse_wildcard(word: str) -> Wildcard | None:
    """The pattern that `word` is, or None where its * and ? stand for themselves (*, 什么?, 5 words and a ?)."""
    view = half_width(word)
    literal = view.replace("*", "").replace("?", "")
    if literal == view or not literal or len(lexemes(word)) != 1 or lexemes(word)[0].kind != "word":
        return None
    if "*" not in view and (len(literal) > 6 or any(sign in literal for sign in _QUESTION_CHARS)):
        return None
    return Wildcard("".join(half if half in "*?" else char for char, half in zip(word, view, strict=True)))


def plain_text(part: Query | None) -> str | None:
    """The text that a leaf was typed as; None where it is no leaf."""
    if isinstance(part, Term | Phrase):
        return part.text
    if is_dated(part):
        return plain_text(part.parts[1])
    return part.pattern if isinstance(part, Wildcard) else None


def is_dated(part: Query | None) -> TypeGuard[Or]:
    """Whether `part` has the form of a date typed by itself."""
    return (
        isinstance(part, Or)
        and len(part.parts) == 2
        and isinstance(part.parts[0], DateRange)
        and isinstance(part.parts[1], Term)
        and part.parts[1].field is None
    )
