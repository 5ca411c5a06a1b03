"""What a reader typed to a Query: strictly (`parse`) or with its mistakes set right and named (`read`)."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from engine import dates
from engine.errors import QuerySyntaxError
from engine.lexer import QUOTES, Lexeme, lexemes, view
from engine.query import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard

LONGEST = 1000  # characters of a query that are read
TOLD = 5  # mistakes that are told of one query
DEEPEST = 32  # brackets within brackets
_FACETS = ("source", "town", "leader")
_BEGINS = ("word", "quote", "literal", "open", "field")  # the lexemes that something to search for begins with
_BINARY = ("and", "near", "either")
_ENDS = ("end", "close", "or")
# A question, not a wildcard: 由谁改编的? · 好看吗?
_ASKING = tuple("谁哪吗呢么何几怎否吧呀")


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
        problems.append(
            QuerySyntaxError(
                f"查询太长：最多 {LONGEST} 个字，后面的没有用上。", LONGEST, len(text), text[:LONGEST], "long"
            )
        )
        text = text[:LONGEST]
    found = lexemes(text)
    if not found:
        return Reading(Every())
    reader = _Reader(text, found, today or datetime.date.today())
    query = reader.read()
    if query is None:  # nothing but signs: they stand for themselves
        query = _conjunction([Term(word) for word in view_words(text)]) or Every()
        return Reading(query, tuple(problems) if len(found) == 1 else (*problems, *reader.problems))
    problems.extend(reader.problems)
    meant = problems or _narrows(query)
    return Reading(query, tuple(problems), Phrase(text.strip()) if meant else None)


def view_words(text: str) -> list[str]:
    """`text` cut at its spaces, full-width ones included."""
    seen, start, words = view(text) + " ", 0, []
    for at, char in enumerate(seen):
        if char == " ":
            if at > start:
                words.append(text[start:at])
            start = at + 1
    return words


class _Reader:
    """Recursive descent; a part that is missing is None, and whoever needed it says so."""

    def __init__(self, text: str, found: tuple[Lexeme, ...], today: datetime.date) -> None:
        self.text, self.today = text, today
        self.problems: list[QuerySyntaxError] = []
        self.left = self._balanced(found)
        self.left.reverse()

    def read(self) -> Query | None:
        return self._either()

    def _peek(self) -> str:
        return self.left[-1].kind if self.left else "end"

    def _goes_on(self) -> bool:
        """Whether something to search for stands behind the next sign."""
        return len(self.left) > 1 and self.left[-2].kind in _BEGINS

    def _either(self) -> Query | None:
        parts = [self._all()]
        while self._peek() == "or":
            sign = self.left.pop()
            right = self._all()
            if right is None or parts[-1] is None:
                right = _conjunction([part for part in (parts.pop(), self._missing(sign), right) if part])
            parts.append(right)
        return _disjunction([part for part in parts if part])

    def _all(self) -> Query | None:
        parts: list[Query] = []
        while self._peek() not in _ENDS:
            sign = self.left.pop() if self._peek() in _BINARY else None
            part = self._negated() if self._peek() not in (*_ENDS, *_BINARY) else None
            if sign and (part is None or not parts or sign.kind != "and"):
                parts.extend(word for word in [self._missing(sign)] if word)
            parts.extend(word for word in [part] if word)
        return _conjunction(parts)

    def _negated(self) -> Query | None:
        signs = []
        while self._peek() in ("not", "minus"):
            signs.append(self.left.pop())
        if self._peek() not in _BEGINS:
            return _conjunction([word for word in (self._missing(sign) for sign in signs) if word])
        part = self._near()
        alone = len(signs) == 1 and signs[0].kind == "minus" and len(self.all) == 2
        if alone and isinstance(part, Term):  # -19疫情: nobody asks for all articles but some
            return replace(part, text=f"{signs[0].text}{part.text}")
        return Not(part) if part and len(signs) % 2 else part

    def _near(self) -> Query | None:
        part = self._tight()
        chain, distance, sign = [part], 0, self.left[-1] if self.left else None
        while self._peek() == "near" and self._goes_on():
            distance = max(distance, self.left.pop().distance)
            chain.append(self._tight())
        if len(chain) == 1:
            return part
        texts = [_plain_text(part) for part in chain]
        if sign and not all(texts):
            self._problem("near", f"“{sign.text}”两边只能是词或引号里的话。", sign)
            return _conjunction([part for part in chain if part])
        return Near(tuple(text for text in texts if text), distance)

    def _tight(self) -> Query | None:
        parts = [self._primary()]
        while self._peek() == "either" and self._goes_on():
            self.left.pop()
            parts.append(self._primary())
        return _disjunction([part for part in parts if part])

    def _primary(self) -> Query | None:
        lexeme = self.left.pop()
        if lexeme.kind == "open":
            inner = self._either()
            if self._peek() == "close":
                self.left.pop()
            return inner
        if lexeme.kind == "field":
            return self._field(lexeme)
        if lexeme.kind == "quote":
            if lexeme.text.strip():
                return Phrase(lexeme.text)
            self._problem("empty", "引号里是空的。", lexeme)
            return None
        if lexeme.kind == "literal":
            return Term(lexeme.text)
        return self._word(lexeme)

    def _word(self, lexeme: Lexeme) -> Query:
        seen = view(lexeme.text)
        if ".." in seen and (span := dates.read_span(seen, self.today)):
            return DateRange(*span)
        return wildcard(lexeme.text) or Term(lexeme.text)

    def _field(self, name: Lexeme) -> Query | None:
        if self._peek() not in _BEGINS or self._peek() == "field":
            self._problem("value", f"“{self.text[name.start : name.end]}”后面缺少内容。", name)
            return Term(self.text[name.start : name.end])
        first = self.left[-1]
        inner = self._tight()
        return self._tied(name, inner, first) if inner else None

    def _tied(self, name: Lexeme, part: Query, first: Lexeme) -> Query | None:
        """`part` with its text tied to the field."""
        if isinstance(part, And | Or):
            parts = [tied for inner in part.parts if (tied := self._tied(name, inner, first))]
            return _conjunction(parts) if isinstance(part, And) else _disjunction(parts)
        if isinstance(part, Not):
            inner = self._tied(name, part.part, first)
            return Not(inner) if inner else None
        if name.text == "date":
            return part if isinstance(part, DateRange) else self._date(part, first)
        if isinstance(part, Every | Facet | DateRange) or (part.field and name.text not in _FACETS):
            return part
        if name.text not in _FACETS:
            return replace(part, field=name.text)
        if isinstance(part, Near):
            return _conjunction([Facet(name.text, text) for text in part.parts])
        return Facet(name.text, part.pattern if isinstance(part, Wildcard) else part.text)

    def _date(self, part: Query, first: Lexeme) -> Query | None:
        text = _plain_text(part) or ""
        span = dates.read_span(view(text), self.today)
        if span:
            return DateRange(*span)
        message = f"看不懂日期“{text}”：请写成 2023、2023年6月、2023-06-01..2023-06-30 或 近三个月。"
        self._problem("date", message, first, None)
        return None

    def _missing(self, sign: Lexeme) -> Query | None:
        """What a sign that lacks a side stands for: 与, 或 and 非 are words then, the others are left out."""
        if sign.text in "与或非與":
            return Term(sign.text)
        self._problem("operand", f"“{sign.text}”旁边缺少要查的词。", sign)
        return None

    def _balanced(self, found: tuple[Lexeme, ...]) -> list[Lexeme]:
        """The lexemes without brackets that have no partner, and without marks that open no quotation."""
        opened: list[int] = []
        partners: set[int] = set()
        for index, lexeme in enumerate(found):
            if lexeme.kind == "open":
                opened.append(index)
            elif lexeme.kind == "close" and opened:
                if len(opened) <= DEEPEST:
                    partners |= {opened[-1], index}
                opened.pop()
        kept = []
        for index, lexeme in enumerate(found):
            if lexeme.kind in ("open", "close") and index not in partners:
                self._problem("bracket", f"括号 {self.text[lexeme.start]} 没有配对。", lexeme)
            elif lexeme.kind == "unclosed":
                closed = f"{self.text.rstrip()}{QUOTES[lexeme.text]}"
                self._problem("quote", f"引号 {self.text[lexeme.start]} 没有结束。", lexeme, closed)
            else:
                kept.append(lexeme)
        self.all = tuple(kept)
        return kept

    def _problem(self, kind: str, message: str, lexeme: Lexeme, guess: str | None = "") -> None:
        """Note what is wrong, the first few times; where no guess is given, it is the text without what is wrong."""
        if len(self.problems) < TOLD:
            if guess == "":
                guess = " ".join(view_words(self.text[: lexeme.start] + self.text[lexeme.end :])) or None
            self.problems.append(QuerySyntaxError(message, lexeme.start, lexeme.end, guess, kind))


def wildcard(word: str) -> Wildcard | None:
    """The pattern that `word` is, or None where its * and ? stand for themselves (*, 什么?, 5 words and a ?)."""
    seen = view(word)
    literal = seen.replace("*", "").replace("?", "")
    if literal == seen or not literal or len(lexemes(word)) != 1 or lexemes(word)[0].kind != "word":
        return None
    if "*" not in seen and (len(literal) > 6 or any(sign in literal for sign in _ASKING)):
        return None
    return Wildcard("".join(half if half in "*?" else char for char, half in zip(word, seen, strict=True)))


def _plain_text(part: Query | None) -> str | None:
    if isinstance(part, Term | Phrase):
        return part.text
    return part.pattern if isinstance(part, Wildcard) else None


def _narrows(query: Query) -> bool:
    """Whether the query may miss an article in which the text stands as typed."""
    if isinstance(query, And | Or):
        return any(_narrows(part) for part in query.parts)
    return isinstance(query, Not | Facet | DateRange | Near) or getattr(query, "field", None) is not None


def _conjunction(parts: list[Query]) -> Query | None:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))]
    return And(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)


def _disjunction(parts: list[Query]) -> Query | None:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))]
    return Or(tuple(flat)) if len(flat) > 1 else (flat[0] if flat else None)
