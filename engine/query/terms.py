"""Classification of a single word of a query as text, wildcard pattern or date."""

from __future__ import annotations

import datetime
from typing import TypeGuard

from engine.query import date_span
from engine.query.lexer import half_width, lexemes
from engine.query.tree import DateRange, Or, Phrase, Query, Term, Wildcard

# A question, not a wildcard: 由谁改编的? · 好看吗?
_QUESTION_CHARS = tuple("谁哪吗呢么何几怎否吧呀")


def parse_term(word: str, today: datetime.date, tied: bool = False) -> Query:
    """Parse a word without spaces; `tied` is True if it has a field prefix."""
    view = half_width(word)
    if ".." in view and (span := date_span.read_span(view, today)):
        return DateRange(*span)
    return (None if tied else parse_date_term(word, today)) or parse_wildcard(word) or Term(word)


def parse_date_term(word: str, today: datetime.date) -> Or | None:
    """Parse a date without a field prefix (近三个月, 2023年6月); None if `word` is not a date.

    The query matches articles published then as well as articles that contain the words, so that neither are missed.
    """
    span = date_span.read_span(half_width(word), today)
    return Or((DateRange(*span), Term(word))) if span and None not in span else None


def parse_wildcard(word: str) -> Wildcard | None:
    """Parse a wildcard pattern; None where * and ? are literal (*, 什么?, a ? after more than six characters)."""
    view = half_width(word)
    literal = view.replace("*", "").replace("?", "")
    if literal == view or not literal or len(lexemes(word)) != 1 or lexemes(word)[0].kind != "word":
        return None
    if "*" not in view and (len(literal) > 6 or any(sign in literal for sign in _QUESTION_CHARS)):
        return None
    return Wildcard("".join(half if half in "*?" else char for char, half in zip(word, view, strict=True)))


def plain_text(part: Query | None) -> str | None:
    """Return the text that a leaf of the query tree was typed as; None if `part` is not a leaf."""
    if isinstance(part, Term | Phrase):
        return part.text
    if is_dated(part):
        return plain_text(part.parts[1])
    return part.pattern if isinstance(part, Wildcard) else None


def is_dated(part: Query | None) -> TypeGuard[Or]:
    """Return whether `part` has the form that `parse_date_term` returns."""
    return (
        isinstance(part, Or)
        and len(part.parts) == 2
        and isinstance(part.parts[0], DateRange)
        and isinstance(part.parts[1], Term)
        and part.parts[1].field is None
    )
