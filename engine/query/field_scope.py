"""Parts of a query with a field prefix: 标题:樱桃, 镇:(西集镇 OR 漷县镇), 日期:2023."""

from __future__ import annotations

import datetime
from dataclasses import replace

from engine.messages import Message
from engine.query import date_span
from engine.query.diagnostics import Diagnostics
from engine.query.lexer import Lexeme, half_width
from engine.query.terms import plain_text
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Query, Wildcard, conjunction, disjunction

DATE_EXAMPLES = "2023, 2023年6月, 2023-06-01..2023-06-30, 近三个月"
_FACETS = ("source", "town", "place", "leader")


class FieldScope:
    """A field prefix; `first` is the first lexeme after it, where errors are reported."""

    def __init__(self, name: str, first: Lexeme, mistakes: Diagnostics, today: datetime.date) -> None:
        self._name, self._first, self._mistakes, self._today = name, first, mistakes, today

    def apply(self, part: Query) -> Query | None:
        """Return `part` restricted to the field; None for an invalid date in the date field, which is reported."""
        if isinstance(part, And | Or):
            parts = [tied for inner in part.parts if (tied := self.apply(inner))]
            return conjunction(parts) if isinstance(part, And) else disjunction(parts)
        if isinstance(part, Not):
            inner = self.apply(part.part)
            return Not(inner) if inner else None
        if self._name == "date":
            return part if isinstance(part, DateRange) else self._date(part)
        if isinstance(part, Every | Facet | DateRange) or (part.field and self._name not in _FACETS):
            return part
        if self._name not in _FACETS:
            return replace(part, field=self._name)
        if isinstance(part, Near):
            return conjunction([Facet(self._name, text) for text in part.parts])
        return Facet(self._name, part.pattern if isinstance(part, Wildcard) else part.text)

    def _date(self, part: Query) -> Query | None:
        text = plain_text(part) or ""
        span = date_span.read_span(half_width(text), self._today)
        if span:
            return DateRange(*span)
        message = Message(
            "The date “%(text)s” cannot be understood: write %(examples)s.", text=text, examples=DATE_EXAMPLES
        )
        self._mistakes.report("date", message, self._first, None)
        return None
