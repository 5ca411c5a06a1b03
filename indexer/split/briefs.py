"""Starts of articles without headlines: news in brief with bullets or datelines, notices."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.document import Line
from indexer.entities.byline import read_opening
from indexer.entities.outlets import starts_known, trim_front
from indexer.split.article_blocks import cut
from indexer.split.boundaries import NEWS
from indexer.split.line_marks import LineMark

# ● 8月5日，… · 【简讯】… · 快讯：…
BULLET = re.compile(r"(?P<mark>[●■◆▲★◎○□◇•▶►▪◉])[\s\u3000]{0,4}(?=.)")
BRIEF_LABEL = re.compile(
    r"(?:【[\u4e00-\u9fff]{0,4}(?:简讯|快讯|短讯|要讯|简报|动态)】|(?:简讯|快讯|短讯)\s?[:：|｜丨])[\s\u3000]{0,4}(?=.)"
)
MIN_BRIEF_CHARS, MIN_BRIEFS = 25, 2
# …热闹开场|本报讯（记者 王林）: the end of a dateline that people follow in brackets
SIGNED_DATELINE = re.compile(r"(?:[讯電电]|消息|报道)(?=\s?[（(][^（()）]{0,12}(?:记者|記者|通讯员|通訊員|实习生))")
MIN_HEADLINE_CHARS, MAX_HEADLINE_CHARS, MAX_DATELINE_CHARS = 5, 60, 24
NO_HEADLINE_END = frozenset("，,、:：“《（(据由自在")
# 遗失声明 · 招标公告 · 停水通知
NOTICE = re.compile(
    r"(?:【?[\u4e00-\u9fff]{0,10}(?:遗失|注销|减资|清算|拍卖|招租|出租|转让|招标|中标|招聘|停[电水气]|寻人|寻物|认领|认尸|致歉|道歉|更正|吸收合并|债权)"
    r"[\u4e00-\u9fff]{0,6}(?:声明|公告|启事|启示|通告|公示|通知|广告|信息|说明)?】?|讣告|声明|启事|更正|公告)"
)
# 某公司遗失公章一枚，声明作废。
LOST = re.compile(r"[^。]{0,60}遗失[^。]{2,120}(?:声明)?作废。?")
MAX_NOTICE_CHARS = 20


def cut_lines(lines: Sequence[Line]) -> tuple[tuple[Line, ...], frozenset[int]]:
    """Return lines without the marks of news in brief, headlines apart from datelines, and the offsets of briefs."""
    marked = _briefs(lines)
    bare = [cut(line, marked[line.start], len(line.text)) if line.start in marked else line for line in lines]
    bare = [line if line.text else whole for line, whole in zip(bare, lines, strict=True)]
    starts = frozenset(line.start for line, whole in zip(bare, lines, strict=True) if line.start > whole.start)
    pieces = [tuple(_apart(line)) for line in bare]
    if sum(len(parts) > 1 for parts in pieces) < MIN_BRIEFS:  # one alone is left to the rules for single articles
        return tuple(bare), starts
    return tuple(line for parts in pieces for line in parts), starts


def find_brief_starts(marks: Sequence[LineMark]) -> Iterator[int]:
    """Yield the lines below an article that begin one without a headline, or a notice.

    They are signed datelines below another one, headings such as 遗失声明, and lost items.
    """
    signed = bool(marks) and _is_signed(marks[0])
    for at, (before, mark) in enumerate(itertools.pairwise(marks), 1):
        below_text = not before.heading and before.byline is None
        if _is_signed(mark):
            if signed and below_text and before.closed:
                yield at
            signed = True
        elif below_text and (_is_notice(mark) or (_is_lost(mark) and not _is_lost(before))):
            yield at


def _is_notice(mark: LineMark) -> bool:
    """Return True if a line is the heading of a notice: 遗失声明."""
    return mark.heading and len(mark.text) <= MAX_NOTICE_CHARS and bool(NOTICE.fullmatch(mark.text.replace(" ", "")))


def _is_lost(mark: LineMark) -> bool:
    return "作废" in mark.text and bool(LOST.fullmatch(mark.text))


def _is_signed(mark: LineMark) -> bool:
    """Return True if a line opens with a dateline and its reporters: 本报讯（记者 王林）."""
    return bool(mark.opening and mark.opening.names and SIGNED_DATELINE.search(mark.text, 0, mark.opening.end))


def _briefs(lines: Sequence[Line]) -> dict[int, int]:
    """Return the length of the mark in front of each brief, by the offset of its line."""
    labels = {line.start: found.end() for line in lines if (found := BRIEF_LABEL.match(line.text))}
    bullets = [(line, found) for line in lines if (found := BULLET.match(line.text))]
    kinds = Counter(found["mark"] for _, found in bullets)
    for kind, count in kinds.items():
        items = [(line, found.end()) for line, found in bullets if found["mark"] == kind]
        if count >= MIN_BRIEFS and all(_is_brief(line.text, end) for line, end in items):
            labels |= {line.start: end for line, end in items}
    return labels


def _is_brief(text: str, start: int) -> bool:
    return len(text) - start >= MIN_BRIEF_CHARS and bool(NEWS.match(text, start) or read_opening(text[start:]))


def _apart(line: Line) -> Iterator[Line]:
    """Yield a line, or the headline and the text that a signed dateline in it separates."""
    signed = SIGNED_DATELINE.search(line.text, MIN_HEADLINE_CHARS, MAX_HEADLINE_CHARS + MAX_DATELINE_CHARS)
    start = _dateline_start(line.text, signed.start()) if signed else 0
    head = line.text[:start].rstrip()
    if MIN_HEADLINE_CHARS <= len(head) <= MAX_HEADLINE_CHARS and head[-1] not in NO_HEADLINE_END and "。" not in head:
        yield cut(line, 0, len(head))
        yield cut(line, start, len(line.text))
    else:
        yield line


def _dateline_start(text: str, end: int) -> int:
    """Return the start of the dateline that ends at `end`, 0 if its outlet is not known."""
    low = max(0, end - MAX_DATELINE_CHARS)
    known = next((at for at in range(low, end) if starts_known(text[at:end])), 0)
    if known:
        return known
    front = text[low:end].rstrip("专")
    outlet = trim_front(front)
    return low + len(front) - len(outlet) if len(outlet) < len(front) else 0
