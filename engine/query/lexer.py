"""Lexer for queries: words, quotes, brackets, operators and field names, including their full-width forms."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Maps one character to one character, so that offsets into the view are offsets into the typed text.
_VIEW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(char): " " for char in "\u3000\u00a0\u200b\ufeff"
}
_VIEW |= {ord("﹣"): "-", ord("−"): "-", ord("∣"): "|"}
QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "„": "”", "〝": "〞"}
FIELDS = {
    "标题": "title", "題目": "title", "標題": "title", "题目": "title", "title": "title",
    "引题": "kicker", "肩题": "kicker", "kicker": "kicker",
    "副题": "subtitle", "副标题": "subtitle", "subtitle": "subtitle",
    "正文": "body", "body": "body",
    "来源": "source", "來源": "source", "source": "source",
    "镇": "town", "鎮": "town", "乡镇": "town", "街道": "town", "地点": "town", "地区": "town", "town": "town",
    "提到": "place", "提及": "place", "涉及": "place", "place": "place", "mentions": "place",
    "领导": "leader", "領導": "leader", "人物": "leader", "leader": "leader", "person": "leader",
    "日期": "date", "date": "date",
}  # fmt: skip
# 标题: · Title: · 镇: (a full-width colon is half-width in the view)
_FIELD = re.compile(r"([A-Za-z]{3,12}|[\u4e00-\u9fff]{1,3}):")
# \" and \\ between straight quotation marks, of either width
_ESCAPED = re.compile(r'[\\＼](["＂\\＼])')
# NEAR · NEAR/10 · NEAR~10
_NEAR = re.compile(r"NEAR(?:[/~](\d{1,3}))?")
_OPERATORS = {
    "AND": "and",
    "&&": "and",
    "&": "and",
    "与": "and",
    "與": "and",
    "OR": "or",
    "||": "or",
    "|": "or",
    "或": "or",
}
_OPERATORS |= {"NOT": "not", "非": "not"}
DEFAULT_NEAR_DISTANCE = 20


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One lexical unit at `[start, end)` of the typed text.

    Kinds: word, literal (a word after a backslash), quote, open, close, and, or, either (a | inside a word), not,
    minus, near, field, unclosed (an opening quotation mark without a closing one).
    """

    kind: str
    text: str
    start: int
    end: int
    distance: int = DEFAULT_NEAR_DISTANCE


def half_width(text: str) -> str:
    """Convert `text` to half-width forms; the result is as long as `text`."""
    return re.sub(r"\s", " ", text.translate(_VIEW))


def lexemes(text: str) -> tuple[Lexeme, ...]:
    """Split `text` into lexemes in order, without its spaces. Never raises."""
    return tuple(_Lexer(text).read())


class _Lexer:
    def __init__(self, text: str) -> None:
        self.text, self.view = text, half_width(text)
        self.at = 0

    def read(self) -> list[Lexeme]:
        found: list[Lexeme] = []
        glued = False
        while self.at < len(self.text):
            if self.view[self.at] == " ":
                self.at, glued = self.at + 1, False
                continue
            lexeme = self._next(glued, found[-1].kind if found else "")
            self.at, glued = lexeme.end, True
            found.append(lexeme)
        return found

    def _next(self, glued: bool, before: str) -> Lexeme:
        start, char = self.at, self.view[self.at]
        if char in QUOTES:
            return self._quote(start)
        if char == "\\" and self._space(start + 1) > start + 1:
            end = self._space(start)
            return Lexeme("literal", self.text[start + 1 : end], start, end)
        if char == "(" and not self._closes_inside(start):
            return Lexeme("open", char, start, start + 1)
        if char == ")":
            return Lexeme("close", char, start, start + 1)
        if char == "|" and glued and before not in ("open", "field", "minus") and not self._boundary(start + 1):
            return Lexeme("either", char, start, start + 1)
        if char == "-" and (not glued or before == "open") and self._excludes(start + 1):
            return Lexeme("minus", char, start, start + 1)
        field = _FIELD.match(self.view, start)
        if field and field[1].lower() in FIELDS:
            return Lexeme("field", FIELDS[field[1].lower()], start, field.end())
        return self._word(start, glued, leads=before == "open")

    def _quote(self, start: int) -> Lexeme:
        opener = self.view[start]
        end = self._straight(start) if opener == '"' else self._nested(start, opener, QUOTES[opener])
        if end is None and opener == "“":  # the keyboard layout was switched in between: “七有"
            end = self._straight(start)
        if end is None:
            return Lexeme("unclosed", opener, start, start + 1)
        quoted = self.text[start + 1 : end]
        if opener == '"':
            quoted = _ESCAPED.sub(r"\1", quoted)
        return Lexeme("quote", quoted, start, end + 1)

    def _straight(self, start: int) -> int | None:
        """Return the offset of the closing ": the first before a boundary, | or another ", else the first; or None."""
        first = None
        at = start + 1
        while at < len(self.view):
            if self.view[at] == "\\" and self.view[at + 1 : at + 2] in ('"', "\\"):
                at += 2
                continue
            if self.view[at] == '"':
                if self._boundary(at + 1) or self.view[at + 1] in '|"':
                    return at
                first = at if first is None else first
            at += 1
        return first

    def _nested(self, start: int, opener: str, closer: str) -> int | None:
        if closer not in self.view[start:]:
            return None
        depth = 0
        for at in range(start, len(self.view)):
            depth += (self.view[at] == opener) - (self.view[at] == closer)
            if depth == 0:
                return at
        return self.view.find(closer, start + 1)

    def _word(self, start: int, glued: bool, leads: bool) -> Lexeme:
        end = self._word_end(start)
        word = self.view[start:end]
        # NOT is the only operator that may come first in a bracket, as in (NOT 樱桃 OR 葡萄).
        begins = not glued or (leads and _OPERATORS.get(word) == "not")
        if begins and self._boundary(end) and word in _OPERATORS:
            return Lexeme(_OPERATORS[word], self.text[start:end], start, end)
        near = _NEAR.fullmatch(word)
        if near and not glued:
            return Lexeme("near", self.text[start:end], start, end, int(near[1] or DEFAULT_NEAR_DISTANCE))
        return Lexeme("word", self.text[start:end], start, end)

    def _word_end(self, start: int) -> int:
        """Return the end of the word: a space, a | between two words, or a bracket that the word did not open."""
        depth = 0
        for at in range(start, len(self.view)):
            char = self.view[at]
            if char == " ":
                return at
            if char == "|" and at > start and not self._boundary(at + 1) and self.view[at - 1] != "|":
                return at
            depth += char == "("
            if char == ")":
                if depth == 0 and self._boundary(at + 1):
                    return at if at > start else at + 1
                depth = max(0, depth - 1)
        return len(self.view)

    def _closes_inside(self, start: int) -> bool:
        """Return whether the bracket at `start` closes inside a word, as in （1）提高, and so opens no group."""
        depth = 0
        for at in range(start, self._space(start)):
            depth += (self.view[at] == "(") - (self.view[at] == ")")
            if depth == 0:
                return not self._boundary(at + 1) and self.view[at + 1] != "|"
        return False

    def _excludes(self, at: int) -> bool:
        """Return whether a - before this place excludes what follows; it does not in -- and ->."""
        return not self._boundary(at) and self.view[at] not in "->"

    def _boundary(self, at: int) -> bool:
        return at >= len(self.view) or self.view[at] in " )"

    def _space(self, start: int) -> int:
        end = self.view.find(" ", start)
        return len(self.view) if end < 0 else end
