"""Brackets and quotation marks that have no partner, taken out of a query and told of."""

from __future__ import annotations

from collections.abc import Sequence

from engine.lexer import QUOTES, Lexeme
from engine.mistakes import Mistakes

DEEPEST = 32  # brackets within brackets


def balanced(found: Sequence[Lexeme], mistakes: Mistakes) -> tuple[Lexeme, ...]:
    """The lexemes without brackets that have no partner, and without marks that open no quotation."""
    partners = _partners(found)
    kept = []
    for index, lexeme in enumerate(found):
        sign = mistakes.text[lexeme.start]
        if lexeme.kind in ("open", "close") and index not in partners:
            mistakes.tell("bracket", f"括号 {sign} 没有配对。", lexeme)
        elif lexeme.kind == "unclosed":
            closed = f"{mistakes.text.rstrip()}{QUOTES[lexeme.text]}"
            mistakes.tell("quote", f"引号 {sign} 没有结束。", lexeme, closed)
        else:
            kept.append(lexeme)
    return tuple(kept)


def _partners(found: Sequence[Lexeme]) -> set[int]:
    opened: list[int] = []
    partners: set[int] = set()
    for index, lexeme in enumerate(found):
        if lexeme.kind == "open":
            opened.append(index)
        elif lexeme.kind == "close" and opened:
            if len(opened) <= DEEPEST:
                partners |= {opened[-1], index}
            opened.pop()
    return partners
