"""A Query back to text that parses to the same, and to plain words for the reader."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from engine.dates import write_span
from engine.deadline import checked
from engine.leaves import dated, wildcard
from engine.lexer import lexemes, view
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard

_NAMES = {
    "title": "标题", "kicker": "引题", "subtitle": "副题", "body": "正文",
    "source": "来源", "town": "镇", "leader": "领导",
}  # fmt: skip


def write(query: Query) -> str:
    """Text that `parse` reads as `query`; the empty text for Every."""
    match query:
        case Every():
            return ""
        case Term(text, field):
            plain = _is_word(text) and not wildcard(text) and (field or not _dated(text))
            return _tied(field, text if plain else f"\\{text}")
        case Wildcard(pattern, field):
            return _tied(field, pattern)
        case Phrase(text, field):
            return _tied(field, _quoted(text))
        case Facet(field, value):
            return _tied(field, value if _is_word(value) and not wildcard(value) else _quoted(value))
        case DateRange(since, until):
            return f"日期:{write_span(since, until)}"
        case Near(parts, distance, field):
            joined = f" NEAR/{distance} ".join(part if _is_word(part) else _quoted(part) for part in parts)
            return _tied(field, _grouped(joined)) if field else joined
        case Not(part):
            return f"NOT {f'({write(part)})' if isinstance(part, Not) else _inner(part)}"
        case And(parts):
            return " ".join(conjuncts(parts))
        case Or((DateRange(), Term(text, None))) if _dated(text) == query:
            return text
        case Or(parts):
            return " OR ".join(_grouped(write(part)) if isinstance(part, Or) else write(part) for part in parts)


def conjuncts(parts: Iterable[Query]) -> list[str]:
    """The parts of a conjunction, each as it stands in its text."""
    return [_inner(part) for part in checked(parts, 16)]


def _inner(part: Query) -> str:
    """A part in brackets where it needs them."""
    text = write(part)
    single = isinstance(part, Or) and _dated(text) == part
    return _grouped(text) if isinstance(part, And | Or) and not single else text


def _dated(text: str) -> Query | None:
    return dated(text, datetime.date.today()) if _is_word(text) else None


def _tied(field: str | None, text: str) -> str:
    return f"{_NAMES[field]}:{text}" if field else text


def _quoted(text: str) -> str:
    escaped = "".join(f"\\{char}" if half in '\\"' else char for char, half in zip(text, view(text), strict=True))
    return f'"{escaped}"'


def _grouped(text: str) -> str:
    # A word with a bracket or behind a backslash would take the bracket of the group for its own.
    return f"( {text} )" if any(sign in view(text) for sign in "()\\") else f"({text})"


def _is_word(text: str) -> bool:
    """Whether `text` is read as one word and nothing else."""
    found = lexemes(text)
    return len(found) == 1 and found[0].kind == "word" and found[0].text == text and ".." not in text
