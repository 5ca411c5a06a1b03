"""A Query back to text that parses to the same, and to plain words for the reader."""

from __future__ import annotations

from engine.dates import write_span
from engine.lexer import lexemes, view
from engine.parser import wildcard
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
            return _tied(field, text if _is_word(text) and not wildcard(text) else f"\\{text}")
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
            return f"NOT {_grouped(write(part)) if isinstance(part, And | Or | Not) else write(part)}"
        case And(parts):
            return " ".join(_grouped(write(part)) if isinstance(part, And | Or) else write(part) for part in parts)
        case Or(parts):
            return " OR ".join(_grouped(write(part)) if isinstance(part, Or) else write(part) for part in parts)


def _tied(field: str | None, text: str) -> str:
    return f"{_NAMES[field]}:{text}" if field else text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _grouped(text: str) -> str:
    # A word with a bracket or behind a backslash would take the bracket of the group for its own.
    return f"( {text} )" if any(sign in view(text) for sign in "()\\") else f"({text})"


def _is_word(text: str) -> bool:
    """Whether `text` is read as one word and nothing else."""
    found = lexemes(text)
    return len(found) == 1 and found[0].kind == "word" and found[0].text == text and ".." not in text
