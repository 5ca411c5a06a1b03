"""Headlines glued to the front of their text: where they end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.byline import ROLE, read_opening
from indexer.openings import LONGEST, SHORTEST, fold, places, score

# 原标题：某县开展某活动… · 标题:… · （原标题：…）
LABEL = re.compile(r"\s{0,3}[（(【\[]?\s{0,2}(?:原标题|原题|标题|题目)\s{0,2}[:：]\s{0,3}")
# …居全国第二位来源：人民网
ORIGIN = re.compile(r"\s{0,3}(?:文章|信息|稿件)?(?:来\s?源|稿源)\s?[:：]\s{0,2}")
DATELINE_WORD = re.compile(rf"讯|电|报道|消息|{ROLE}|[□■]")
WIDE_GAP = re.compile(r"[\s\u3000]{3,}|[ \u3000\xa0]{2}")
SENTENCE = re.compile(r"[。；]")


@dataclass(frozen=True, slots=True)
class Cut:
    """A headline at `start` to `end` of a text that goes on at `body`; `sure` is a probability."""

    start: int
    end: int
    body: int
    sure: float


def cut_labelled(text: str) -> Cut | None:
    """The headline that a label such as 原标题： announces at the front of a text."""
    label = LABEL.match(text)
    if not label:
        return None
    return cut_title(text, label.end())


def cut_plain(text: str) -> Cut | None:
    """The headline at the front of a text without a label, only where its end is beyond doubt."""
    return _twice(text, 0) or _apart(text, 0, 45)


def cut_title(text: str, start: int) -> Cut | None:
    """The headline that begins at `start`, wherever it ends; None where no end can be found."""
    cut = _twice(text, start) or _before_origin(text, start) or _apart(text, start, LONGEST)
    if cut:
        return cut
    rest = text[start:]
    folded = fold(rest[: LONGEST + 1])
    signed = [
        at for at in places(folded) if DATELINE_WORD.search(rest, at, at + 30) and read_opening(rest[at : at + 160])
    ]
    found = score(rest, signed) if signed else score(rest)
    if not found:
        return None
    at, sure = max(found, key=lambda place: place[1])
    return _make(text, start, start + at, start + at, max(sure, 0.9) if signed else sure)


def _twice(text: str, start: int) -> Cut | None:
    """A headline printed twice in a row."""
    key = text[start : start + 6]
    at = text.find(key, start + SHORTEST + 1, start + LONGEST + 10) if len(key) == 6 else -1
    if at < 0:
        return None
    title = text[start:at].rstrip()
    again = at + len(title)
    if len(title) < SHORTEST or text[at:again] != title:
        return None
    return _make(text, start, start + len(title), again, 0.98)


def _before_origin(text: str, start: int) -> Cut | None:
    """A headline that 来源：人民网 ends; the text goes on behind the outlet's name."""
    origin = ORIGIN.search(text, start + SHORTEST, start + LONGEST)
    if not origin or SENTENCE.search(text, start, origin.start()):
        return None
    rest = text[origin.end() : origin.end() + 400]
    stop = re.compile(r"[^\s，。；:：]{0,24}[\s]").match(rest)
    folded = fold(rest)
    options = [at for at in range(2, min(20, len(rest))) if folded[at : at + 1].strip()]
    signed = [at for at in options if read_opening(rest[at : at + 160])]
    found = [(stop.end(), 1.0)] if stop else score(rest, signed or options)
    body = max(found, key=lambda place: place[1])[0] if found else 0
    return _make(text, start, origin.start(), origin.end() + body, 0.9)


def _apart(text: str, start: int, longest: int) -> Cut | None:
    """A headline that a wide gap ends."""
    gap = WIDE_GAP.search(text, start + SHORTEST, start + longest)
    if not gap or SENTENCE.search(text, start, gap.start()):
        return None
    return _make(text, start, gap.start(), gap.end(), 0.95)


def _make(text: str, start: int, end: int, body: int, sure: float) -> Cut:
    """A cut without the spaces round its parts."""
    title = text[start:end].rstrip(" \u3000\xa0\t|｜")
    while body < len(text) and text[body].isspace():
        body += 1
    return Cut(start, start + len(title), body, sure)
