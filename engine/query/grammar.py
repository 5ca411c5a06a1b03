"""Query grammar by rising precedence: OR, AND, NOT, NEAR, |, then words, quotes, brackets and fields."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import replace

from engine.messages import Message
from engine.query.diagnostics import Diagnostics
from engine.query.field_scope import FieldScope
from engine.query.lexer import QUOTES, Lexeme
from engine.query.terms import parse_term, plain_text
from engine.query.tree import Near, Not, Phrase, Query, Term, conjunction, disjunction

MAX_BRACKET_DEPTH = 32  # nesting of brackets


def balance_brackets(lexemes: Sequence[Lexeme], mistakes: Diagnostics) -> tuple[Lexeme, ...]:
    """Remove and report unmatched brackets and quotes.

    Brackets nested deeper than MAX_BRACKET_DEPTH count as unmatched.
    """
    partners = _partners(lexemes)
    kept = []
    for index, lexeme in enumerate(lexemes):
        sign = mistakes.text[lexeme.start]
        if lexeme.kind in ("open", "close") and index not in partners:
            mistakes.report("bracket", Message("The bracket %(sign)s has no partner.", sign=sign), lexeme)
        elif lexeme.kind == "unclosed":
            closed = f"{mistakes.text.rstrip()}{QUOTES[lexeme.text]}"
            mistakes.report("quote", Message("The quotation mark %(sign)s is not closed.", sign=sign), lexeme, closed)
        else:
            kept.append(lexeme)
    return tuple(kept)


def _partners(lexemes: Sequence[Lexeme]) -> set[int]:
    opened: list[int] = []
    partners: set[int] = set()
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind == "open":
            opened.append(index)
        elif lexeme.kind == "close" and opened:
            if len(opened) <= MAX_BRACKET_DEPTH:
                partners |= {opened[-1], index}
            opened.pop()
    return partners


_BEGINS = ("word", "quote", "literal", "open", "field")  # lexemes that can begin an operand
_BINARY = ("and", "near", "either")
_ENDS = ("end", "close", "or")


class Grammar:
    """Recursive-descent parser over the lexemes of one text.

    A missing part is None; the operator that needs it reports it.
    """

    def __init__(self, lexemes: Sequence[Lexeme], mistakes: Diagnostics, today: datetime.date) -> None:
        self._mistakes, self._today = mistakes, today
        self._all = balance_brackets(lexemes, mistakes)
        self._left = list(reversed(self._all))
        self._fields = 0  # nesting depth of field prefixes

    def read(self) -> Query | None:
        """Parse the query; return None if there are only operators and signs."""
        return self._either()

    def _peek(self) -> str:
        return self._left[-1].kind if self._left else "end"

    def _goes_on(self) -> bool:
        """Return whether an operand follows the next operator."""
        return len(self._left) > 1 and self._left[-2].kind in _BEGINS

    def _either(self) -> Query | None:
        parts = [self._every()]
        while self._peek() == "or":
            sign = self._left.pop()
            right = self._every()
            if right is None or parts[-1] is None:
                right = conjunction([part for part in (parts.pop(), self._missing(sign), right) if part])
            parts.append(right)
        return disjunction([part for part in parts if part])

    def _every(self) -> Query | None:
        parts: list[Query] = []
        while self._peek() not in _ENDS:
            sign = self._left.pop() if self._peek() in _BINARY else None
            part = self._negated() if self._peek() not in (*_ENDS, *_BINARY) else None
            if sign and (part is None or not parts or sign.kind != "and"):
                parts.extend(word for word in [self._missing(sign)] if word)
            parts.extend(word for word in [part] if word)
        return conjunction(parts)

    def _negated(self) -> Query | None:
        signs = []
        while self._peek() in ("not", "minus"):
            signs.append(self._left.pop())
        if self._peek() not in _BEGINS:
            return conjunction([word for word in (self._missing(sign) for sign in signs) if word])
        part = self._near()
        alone = len(signs) == 1 and signs[0].kind == "minus" and len(self._all) == 2
        if alone and isinstance(part, Term):  # -19疫情: a query that only excludes is meant literally
            return replace(part, text=f"{signs[0].text}{part.text}")
        return Not(part) if part and len(signs) % 2 else part

    def _near(self) -> Query | None:
        part = self._tight()
        chain, distance, sign = [part], 0, self._left[-1] if self._left else None
        while self._peek() == "near" and self._goes_on():
            distance = max(distance, self._left.pop().distance)
            chain.append(self._tight())
        if len(chain) == 1:
            return part
        texts = [plain_text(part) for part in chain]
        if sign and not all(texts):
            self._mistakes.report(
                "near", Message("Beside “%(text)s” there can only be words or quotations.", text=sign.text), sign
            )
            return conjunction([part for part in chain if part])
        return Near(tuple(text for text in texts if text), distance)

    def _tight(self) -> Query | None:
        parts = [self._primary()]
        while self._peek() == "either" and self._goes_on():
            self._left.pop()
            parts.append(self._primary())
        return disjunction([part for part in parts if part])

    def _primary(self) -> Query | None:
        lexeme = self._left.pop()
        if lexeme.kind == "open":
            inner = self._either()
            if self._peek() == "close":
                self._left.pop()
            return inner
        if lexeme.kind == "field":
            return self._field(lexeme)
        if lexeme.kind == "quote":
            if lexeme.text.strip():
                return Phrase(lexeme.text)
            self._mistakes.report("empty", Message("The quotation marks are empty."), lexeme)
            return None
        return Term(lexeme.text) if lexeme.kind == "literal" else parse_term(lexeme.text, self._today, self._fields > 0)

    def _field(self, name: Lexeme) -> Query | None:
        if self._peek() not in _BEGINS or self._peek() == "field":
            typed = self._mistakes.text[name.start : name.end]
            self._mistakes.report("value", Message("Something is missing after “%(text)s”.", text=typed), name)
            return Term(typed)
        tie = FieldScope(name.text, self._left[-1], self._mistakes, self._today)
        self._fields += 1
        inner = self._tight()
        self._fields -= 1
        return tie.apply(inner) if inner else None

    def _missing(self, sign: Lexeme) -> Query | None:
        """Return the term for an operator without an operand: 与, 或 and 非 are words; report and drop the others."""
        if sign.text in "与或非與":
            return Term(sign.text)
        self._mistakes.report(
            "operand", Message("A word to search for is missing beside “%(text)s”.", text=sign.text), sign
        )
        return None
