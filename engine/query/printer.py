"""Format a Query as text that parses to the same query."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from engine.query.date_span import write_span
from engine.query.lexer import half_width, lexemes
from engine.query.terms import parse_date_term, parse_wildcard
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard
from engine.runtime.deadline import checked

_NAMES = {
    "title": "标题", "kicker": "引题", "subtitle": "副题", "body": "正文",
    "source": "来源", "town": "镇", "place": "提到", "leader": "领导",
}  # fmt: skip


def format_query(query: Query) -> str:
    """Return text that `parse` reads as `query`; the empty string for Every."""
    match query:
        case Every():
            return ""
        case Term(text, field):
            plain = _is_word(text) and not parse_wildcard(text) and (field or not _format_dates(text))
            return _in_field(field, text if plain else f"\\{text}")
        case Wildcard(pattern, field):
            return _in_field(field, pattern)
        case Phrase(text, field):
            return _in_field(field, _quote(text))
        case Facet(field, value):
            return _in_field(field, value if _is_word(value) and not parse_wildcard(value) else _quote(value))
        case DateRange(since, until):
            return f"日期:{write_span(since, until)}"
        case Near(parts, distance, field):
            joined = f" NEAR/{distance} ".join(part if _is_word(part) else _quote(part) for part in parts)
            return _in_field(field, _group(joined)) if field else joined
        case Not(part):
            return f"NOT {f'({format_query(part)})' if isinstance(part, Not) else _inner(part)}"
        case And(parts):
            return " ".join(conjuncts(parts))
        case Or((DateRange(), Term(text, None))) if _format_dates(text) == query:
            return text
        case Or(parts):
            return " OR ".join(
                _group(format_query(part)) if isinstance(part, Or) else format_query(part) for part in parts
            )


def conjuncts(parts: Iterable[Query]) -> list[str]:
    """Return the texts of the parts of a conjunction, with brackets where needed."""
    return [_inner(part) for part in checked(parts, 16)]


def _inner(part: Query) -> str:
    """Return the text of a part, in brackets where needed."""
    text = format_query(part)
    single = isinstance(part, Or) and _format_dates(text) == part
    return _group(text) if isinstance(part, And | Or) and not single else text


def _format_dates(text: str) -> Query | None:
    return parse_date_term(text, datetime.date.today()) if _is_word(text) else None


def _in_field(field: str | None, text: str) -> str:
    return f"{_NAMES[field]}:{text}" if field else text


def _quote(text: str) -> str:
    escaped = "".join(f"\\{char}" if half in '\\"' else char for char, half in zip(text, half_width(text), strict=True))
    return f'"{escaped}"'


def _group(text: str) -> str:
    # The closing bracket would be read as part of a word that contains a bracket or follows a backslash.
    return f"( {text} )" if any(sign in half_width(text) for sign in "()\\") else f"({text})"


def _is_word(text: str) -> bool:
    """Return whether `text` is read as exactly one word."""
    word_lexemes = lexemes(text)
    return (
        len(word_lexemes) == 1 and word_lexemes[0].kind == "word" and word_lexemes[0].text == text and ".." not in text
    )
