"""Find the end of a headline glued to the front of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from indexer.entities.byline import read_opening
from indexer.entities.credited_people import ROLE
from indexer.entities.outlets import starts_known
from indexer.split.headline import SENTENCE, HeadlineCut, make_cut
from indexer.split.headline_model import (
    MAX_HEADLINE_CHARS,
    MIN_HEADLINE_CHARS,
    candidate_cuts,
    fold_joint,
    judge_cuts,
    score_cuts,
)
from indexer.split.origin_label import cut_before_origin

# 原标题：某县开展某活动… · 标题:… · （原标题：…）
LABEL = re.compile(r"\s{0,3}[（(【\[]?\s{0,2}(?:原标题|原题|标题|题目)\s{0,2}[:：][\s\u200b-\u200f\u2060\ufeff]{0,3}")
DATELINE_WORD = re.compile(rf"讯|电|报道|消息|{ROLE}|[□■]")
# Characters within which one of these follows the beginning of a dateline.
MAX_DATELINE_CHARS = 30
WIDE_GAP = re.compile(r"[\s\u3000]{3,}|[ \u3000\xa0]{2}")
# 近日， · 8月16日上午， · 据某市消息
NEWS = re.compile(
    r"(?:当地时间)?(?:近日|日前|近期|最近|连日来|今天|今日|昨天|昨日|今年以来|0{1,2}月0{1,2}日(?:0{1,2}时(?:0{1,2}分)?许?)?)"
    r"(?:[上下]午|凌晨|清晨|中午|傍晚|晚上?|早上)?,|为(?:深入|进一步|切实|贯彻|全面|推动|加强|了).{0,30},"
)
# Openings of a first sentence that resembles a headline: 7月26日，… · 据某某社报道，… · 自7月29日开始…
NO_HEADLINE = re.compile(
    r"\s{0,3}(?:\d{1,4}[年月日时]|近日|日前|据|自|在|从|随着|作为|当|今[年天日晨]|昨|问[:：]|题[:：]|本文|来源|为|对|记者|图)"
)
# Separate parts at the front of a text that are not a headline: 某某财经 王林 · 【某栏目】 · 外交部发言人宣布：
NO_TITLE = re.compile(r"编辑|记者|作者|来源|转自|供图|摄影|编译|图源|财经|通讯员|[】：:，]$")
# …“群龙无首”——参考消息网8月5日报道
DASHED = re.compile(r"—{1,2}")
# 新措施发布！
EXCLAIMED = re.compile(r"[！？!?…]$")
HAN = re.compile(r"[\u4e00-\u9fff]")
MARK = re.compile(r"[■□]")
# Minimum log-odds for a headline without a label; 1 in 300 texts without one reaches it.
MIN_EVIDENCE = 7.5


def cut_labelled(text: str) -> HeadlineCut | None:
    """Cut the headline announced by a label such as 原标题： at the front of a text."""
    label = LABEL.match(text)
    if not label:
        return None
    return cut_title(text, label.end())


def cut_whole(text: str) -> HeadlineCut | None:
    """Cut the headline that fills a line after its label, if it ends like no text does: 原标题：新措施发布！"""
    label = LABEL.match(text)
    if not label or not EXCLAIMED.search(text, label.end()) or len(text) - label.end() > MAX_HEADLINE_CHARS:
        return None
    if SENTENCE.search(text, label.end()) or NEWS.search(fold_joint(text), label.end()):
        return None
    return make_cut(text, label.end(), len(text), len(text), 0.9)


def cut_plain(text: str) -> HeadlineCut | None:
    """Cut a headline without a label at the front of a text, only if its end is certain.

    It is repeated, or ended by a gap or a reporter's mark, or the following text begins like news and the model agrees.
    """
    apart = _apart(text, 0, 45)
    if apart and (len(HAN.findall(text, 0, apart.end)) < 10 or NO_TITLE.search(text, 0, apart.end)):
        apart = None
    return _twice(text, 0) or _before_mark(text) or apart or _before_news(text)


def cut_title(text: str, start: int) -> HeadlineCut | None:
    """Cut the headline that begins at `start`; return None if no end can be found."""
    cut = _twice(text, start) or cut_before_origin(text, start) or _apart(text, start, MAX_HEADLINE_CHARS)
    if cut:
        return cut
    rest = text[start:]
    folded = fold_joint(rest[: MAX_HEADLINE_CHARS + 1])
    # A dash does not end a headline, but a known outlet after a dash begins the text.
    dashed = [
        found.end() for found in DASHED.finditer(folded, MIN_HEADLINE_CHARS) if starts_known(rest[found.end() :][:12])
    ]
    options = sorted({*candidate_cuts(folded), *dashed})
    openings = {at: read_opening(rest[at : at + 160]) for at in _before_dateline_words(rest, options)}
    signed = {at: opening for at, opening in openings.items() if opening}
    known_outlets = [at for at in signed if starts_known(rest[at : at + 12])]
    # An outlet begins with the name of a place where the words before it belong to the headline.
    begun = [at for at, opening in signed.items() if opening.outlet and rest.startswith(opening.outlet, at)]
    scores = score_cuts(rest, known_outlets or begun or list(signed) or None)
    if not scores:
        return None
    at, confidence = max(scores, key=lambda place: place[1])
    return make_cut(text, start, start + at, start + at, max(confidence, 0.9) if signed else confidence)


def _before_dateline_words(text: str, offsets: Iterable[int]) -> Iterator[int]:
    """Yield those of the rising offsets that have a word of datelines within the next MAX_DATELINE_CHARS characters."""
    word = DATELINE_WORD.search(text)
    for at in offsets:
        if word and word.start() < at:
            word = DATELINE_WORD.search(text, at)
        if not word:
            return
        if word.start() < at + MAX_DATELINE_CHARS and DATELINE_WORD.search(text, at, at + MAX_DATELINE_CHARS):
            yield at


def _twice(text: str, start: int) -> HeadlineCut | None:
    """Return a headline that is repeated immediately."""
    key = text[start : start + 6]
    at = text.find(key, start + MIN_HEADLINE_CHARS + 1, start + MAX_HEADLINE_CHARS + 10) if len(key) == 6 else -1
    if at < 0:
        return None
    title = text[start:at].rstrip()
    again = at + len(title)
    if len(title) < MIN_HEADLINE_CHARS or text[at:again] != title:
        return None
    return make_cut(text, start, start + len(title), again, 0.98)


def _before_mark(text: str) -> HeadlineCut | None:
    """Return a headline ended by the mark before a byline: …喜获丰收■王林 李大双."""
    mark = MARK.search(text, MIN_HEADLINE_CHARS, MAX_HEADLINE_CHARS)
    if not mark or SENTENCE.search(text, 0, mark.start()) or not read_opening(text[mark.start() : mark.start() + 160]):
        return None
    return make_cut(text, 0, mark.start(), mark.start(), 0.9)


def _before_news(text: str) -> HeadlineCut | None:
    """Return a headline followed by a text that begins like news: …近日， · …8月16日，"""
    front = fold_joint(text[: MAX_HEADLINE_CHARS + 20])
    if NO_HEADLINE.match(text):
        return None
    options = [found.start() for found in NEWS.finditer(front, 8)]
    allowed = set(candidate_cuts(front)) if options else set()
    at, value = max(
        judge_cuts(text, [o for o in options if o in allowed]), key=lambda place: place[1], default=(0, 0.0)
    )
    return make_cut(text, 0, at, at, 0.6) if value >= MIN_EVIDENCE else None


def _apart(text: str, start: int, longest: int) -> HeadlineCut | None:
    """Return a headline ended by a wide gap."""
    gap = WIDE_GAP.search(text, start + MIN_HEADLINE_CHARS, start + longest)
    if not gap or SENTENCE.search(text, start, gap.start()):
        return None
    return make_cut(text, start, gap.start(), gap.end(), 0.95)
