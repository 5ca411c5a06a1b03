"""Boilerplate on lines of its own, above and below the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from indexer.document import Line
from indexer.entities.byline import read_line, read_opening
from indexer.entities.page_labels import (
    BUTTONS,
    COLON,
    COUNT_LABEL,
    DAY,
    MOMENT_LABEL,
    ORIGIN_LABEL,
    WIDGETS,
    is_made_of,
)
from indexer.repair.line_kinds import COPYRIGHT, NOTICE, PLACE, RIGHTS, classify, may_be_boilerplate

MAX_LINE_CHARS = 160
# 二〇一七年五月十八日 below a document is part of it.
SIGNED = re.compile(DAY)
# Kinds whose neighbouring lines are merged: 【 打印本页 】 on three lines.
MERGED_KINDS = ("widget", "share", "navigation", "copyright")
# 您的位置:
CRUMB_LABEL = re.compile(rf"(?:[•·]\s?)?{PLACE}(?:{COLON})?")
# >>
CRUMB_MARK = re.compile(r"(?:>{1,3}|＞{1,2}|[›»→/]|-{1,2}>|&gt;)")
# 【字号：
FONT = re.compile(r"[【\[（(]?\s{0,2}(?:字号|字体|字体大小|文字大小|背景色)\s{0,2}(?:[:：]|$)")
# 来源：
LABEL = re.compile(rf"[【\[(（]?(?:{ORIGIN_LABEL}|{MOMENT_LABEL}|{COUNT_LABEL}|(?:文章)?作者){COLON}")
# 信息来源： · 发布时间： · 阅读次数：, two of which never occur in a line of prose
LABELLED = re.compile(rf"(?:{ORIGIN_LABEL}|{MOMENT_LABEL}|{COUNT_LABEL}|作者){COLON}")
# Required by the rules for lines that are not prose: the 版 of 版权所有, the : of 来源:
NO_PROSE = re.compile(r"[版©备码经凡载文声权字背:：]|opyright")
# 相关报道：
RELATED = re.compile(
    r"[【\[]?(?:相关|延伸|推荐|热门|热点|最新|更多)(?:报道|文档|新闻|阅读|链接|文章|稿件|信息|推荐|内容|专题|附件)[】\]]?[:：>]{0,3}|"
    r"往期(?:回顾|精选|推荐|精彩|内容)[:：]?|猜你喜欢"
)


SENTENCE_MARK = re.compile(r"[。；;!?！？]")
# Found in adverts but not in headlines: 电话：010-00000000
CONTACT = re.compile(r"电话|地址|热线|微信|元|\d{5}")
MAX_ADVERT_LINES, MAX_HEADLINE_CHARS = 12, 36
# · 全市农村工作会议召开
BULLET = re.compile(r"[·•▪■◆●>＞-]\s?[^。！？；]{4,50}$")


@dataclass(frozen=True, slots=True)
class BoilerplateSpan:
    """Lines `first` to before `after`, which are one piece of boilerplate."""

    kind: str
    first: int
    after: int


def find_spans(lines: Sequence[Line]) -> Iterator[BoilerplateSpan]:
    """Yield the boilerplate that fills lines, in order."""
    prose = find_prose(lines)
    if prose is None and lines and all(is_made_of(line.text, BUTTONS) for line in lines):
        yield BoilerplateSpan("widget", 0, len(lines))
        return
    top, bottom = prose or (0, len(lines))
    last: BoilerplateSpan | None = None
    i = 0
    while i < len(lines):
        if len(lines[i].text) > MAX_LINE_CHARS:
            i += 1
            continue
        span = _span_at(lines, i, i < top or i >= bottom, prose is None or i >= bottom)
        i = span.after if span else i + 1
        if span and last and last.kind == span.kind in MERGED_KINDS and last.after == span.first:
            last = BoilerplateSpan(span.kind, last.first, span.after)
        elif span:
            if last:
                yield last
            last = span
    if last:
        yield last


def find_prose(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Return the first line of prose and the line after the last, None if the page has none."""
    prose = [i for i, line in enumerate(lines) if is_prose(line.text) and not _is_long_headline(lines, i)]
    return (prose[0], prose[-1] + 1) if prose else None


def _is_long_headline(lines: Sequence[Line], i: int) -> bool:
    """Return True if a long line is no sentence, and its source or date follows: a headline of two parts in a row."""
    return not SENTENCE_MARK.search(lines[i].text) and i + 1 < len(lines) and bool(LABEL.match(lines[i + 1].text))


def is_prose(text: str) -> bool:
    """Return True if a line is running text: long, or a complete sentence of some length."""
    return _is_short_prose(text) if len(text) <= MAX_LINE_CHARS else _is_prose(text)


def _is_prose(text: str) -> bool:
    ends = text.endswith(("。", "！", "？", "”", "…", "；", "!", "?", "。）", "："))
    long_enough = len(text) >= 60 or (len(text) >= 20 and ends)
    if long_enough and not NO_PROSE.search(text):
        return True
    if not long_enough or COPYRIGHT.search(text) or FONT.match(text) or RIGHTS.match(text):
        return False
    return len(text) > MAX_LINE_CHARS or len(LABELLED.findall(text)) < 2


# Pages repeat their lines; hostile ones do so without end.
_is_short_prose = lru_cache(maxsize=4096)(_is_prose)


@dataclass(frozen=True, slots=True)
class LineFeatures:
    """Features of a line's text, independent of its position: what may begin there, and the kind of the line alone."""

    crumbs: bool
    font: bool
    label: bool
    related: bool
    widget: bool
    kind: str | None
    kind_outside: str | None


@lru_cache(maxsize=4096)
def _line_features(text: str) -> LineFeatures:
    return LineFeatures(
        crumbs=bool(CRUMB_LABEL.fullmatch(text)),
        font=bool(FONT.match(text)) and not text.endswith("。"),
        label=bool(LABEL.fullmatch(text)),
        related=bool(RELATED.fullmatch(text)),
        widget=is_made_of(text, WIDGETS),
        kind=classify(text, outside=False),
        kind_outside=classify(text, outside=True),
    )


def _span_at(lines: Sequence[Line], i: int, outside: bool, below_prose: bool) -> BoilerplateSpan | None:
    """Return the boilerplate that begins at line `i`; `below_prose` if no prose follows it."""
    text = lines[i].text
    if not may_be_boilerplate(text):
        return None
    look = _line_features(text)
    if look.crumbs:
        after = _end_of_crumbs(lines, i)
        if after > i + 1 or text[-1] in ":：":
            return BoilerplateSpan("breadcrumb", i, after)
    if look.font:
        return BoilerplateSpan("widget", i, _end_of_words(lines, i + 1))
    if outside and look.label:
        return BoilerplateSpan("stamp", i, _end_of_value(lines, i))
    if NOTICE.match(text):
        return BoilerplateSpan("advert", i, _end_of_advert(lines, i + 1))
    if look.related:
        return BoilerplateSpan("navigation", i, len(lines) if below_prose else _end_of_list(lines, i + 1))
    kind = look.kind_outside if outside else look.kind
    if kind == "stamp" and below_prose and SIGNED.fullmatch(text):
        return None
    return BoilerplateSpan(kind, i, i + 1) if kind else None


def _end_of_crumbs(lines: Sequence[Line], i: int) -> int:
    """Return the line after a breadcrumb whose parts are on lines of their own, from line `i`."""
    j, needs_node, node = i + 1, lines[i].text[-1] in ":：", ""
    while j < min(len(lines), i + 20):
        text = lines[j].text
        if CRUMB_MARK.fullmatch(text):
            needs_node = True
        elif needs_node and len(text) <= 20 and not re.match(DAY, text):
            needs_node, node = False, text
        else:
            break
        j += 1
    # The name of the section is often repeated below its breadcrumb.
    return j + 1 if node and j < len(lines) and lines[j].text == node else j


def _end_of_advert(lines: Sequence[Line], j: int) -> int:
    """Return the line after an advert announced by 广告: at the headlines of a signed text, or other boilerplate."""
    last = min(len(lines), j + MAX_ADVERT_LINES)
    for k in range(j, last):
        text = lines[k].text
        if read_line(text) or read_opening(text[:MAX_LINE_CHARS]) or (is_prose(text) and len(text) > MAX_LINE_CHARS):
            while k > j and len(lines[k - 1].text) <= MAX_HEADLINE_CHARS and not CONTACT.search(lines[k - 1].text):
                k -= 1
            return k
        if _line_features(text).kind_outside:
            return k
    return last


def _end_of_list(lines: Sequence[Line], j: int) -> int:
    """Return the line after a run of bulleted lines."""
    while j < len(lines) and BULLET.match(lines[j].text):
        j += 1
    return j


def _end_of_words(lines: Sequence[Line], j: int) -> int:
    """Return the line after a run of lines that contain only widget words and marks."""
    last = min(len(lines), j + 16)
    while j < last and (lines[j].text in "】])）|" or _line_features(lines[j].text).widget):
        j += 1
    return j


def _end_of_value(lines: Sequence[Line], i: int) -> int:
    """Return the line after the value of a label that is alone on line `i`."""
    if i + 1 == len(lines):
        return i + 1
    text = lines[i + 1].text
    if len(text) > 40 or text[-1] in "。:：":
        return i + 1
    look = _line_features(text)
    return i + 1 if look.font or look.widget else i + 2
