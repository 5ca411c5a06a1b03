"""Split headlines into title, the line above it (kicker) and the line below (subtitle)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.text.segmenter import cut_words
from indexer.document import Line
from indexer.entities.outlets import is_outlet
from indexer.split.cohesion import character_pairs

# Never part of a headline.
SENTENCE = re.compile(r"[。；]")


@dataclass(frozen=True, slots=True)
class HeadlineCut:
    """A headline at `start` to `end` of a text that continues at `body`; `confidence` is a probability."""

    start: int
    end: int
    body: int
    confidence: float


def make_cut(text: str, start: int, end: int, body: int, confidence: float) -> HeadlineCut:
    """Return a cut without the spaces around its parts."""
    title = text[start:end].rstrip(" \u3000\xa0\t|｜—")
    while body < len(text) and text[body].isspace():
        body += 1
    return HeadlineCut(start, start + len(title), body, confidence)


# 某某到某镇调研时强调 · 某某主持召开座谈会时指出
SPEAKER = re.compile(r"(?:强调|指出|要求|表示|提出|时说|时|之际|前夕|期间)$")
# 某某主持 · 某某出席并讲话 · 某某 某某参加
DECK = re.compile(
    r"(?:主持|讲话|(?:出席|参加)(?:活动|会议|仪式)?|作报告|致辞|陪同|主持会议|主持并讲话|出席并讲话|宣布开幕)$"
)
# ——2026年1月28日在某省第十四届人民代表大会第四次会议上 · --记某镇
DASH = re.compile(r"(?:[—–―]{1,2}|--)")
# 2026年1月31日在某省第十四届人民代表大会第四次会议上
OCCASION = re.compile(r"[（(]?\d{4}年\d{1,2}月\d{1,2}日.{0,40}(?:上|通过|[)）])$")
# 省长 王林 · 自治区人民政府主席 王林
SPOKEN_BY = re.compile(
    r"(?:[\u4e00-\u9fa5]{0,12}(?:长|主席|书记|主任|代表|院长|检察长))[\s\u3000]{1,4}[\u4e00-\u9fa5·]{2,12}$"
)
# 2023年6月15日 星期四 第3版 · 要闻 03 · 03版
MASTHEAD = re.compile(
    r"(?:第?\s?[A-Z]?\d{1,3}\s?版|[\u4e00-\u9fa5]{2,6}\s{0,2}[A-Z]?\d{1,2}$|\d{4}年\d{1,2}月\d{1,2}日\s?(?:星期|周|农历|第|\d))"
)
# 学习贯彻… · 奋进新征程 建功新时代 · 安全生产月
CAMPAIGN = re.compile(
    r"(?:^(?:学习|贯彻|深入|推进|推动|奋进|走基层|聚焦|关注|喜迎|庆祝|我为|牢记|传承|弘扬|践行|打好)|(?:行动|进行时|活动|专题|专栏|系列报道|之[一二三四五六七八九十]|排查|整治|攻坚|(?:生产|宣传|服务|质量|禁毒|文明|读书|安全)[\u4e00-\u9fa5]{0,2}[年月周日])$)"
)
# 某省某市某县
WHERE = re.compile(r"(?:[\u4e00-\u9fff]{2,8}?[省市区县州旗盟镇乡]){2,4}")
# Names of sections and sites, which a page has above its headline: 综合新闻 · 镇街动态 · 青河县 · 青河区人民政府网站
SECTION = re.compile(
    r"[\u4e00-\u9fff]{0,8}(?:动态|要闻|新闻|频道|信息|公告|公示|资讯|快讯|专栏|专题|观察|在线|之窗|风采|聚焦|时政|头条|播报|报道|纵横|传真|天地|广角)"
    r"|[\u4e00-\u9fff]{2,7}[省市区县州旗盟镇乡]|.{2,16}(?:政府|门户)?网站?"
)
# What apps add to a post from the writer's address.
PROVINCE = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海"
    "|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|台湾"
)
MIN_REPEATED_CHARS, MIN_WHOLE_CHARS = 5, 8
# 拆墙见路 睦邻同行
SLOGAN = re.compile(r"(?:[\u4e00-\u9fff]{4}\s[\u4e00-\u9fff]{4}|[\u4e00-\u9fff]{5}\s[\u4e00-\u9fff]{5})")
MAX_DECK_CHARS, SAID, SHORTER, LONGER = 16, 0.3, 0.75, -0.1
NEAR_CHARS = 6  # on each side of a break, that are read for a word which it divides
SITE_TAIL = re.compile(r"[】\]|｜_—:：]\s{0,2}$")


@dataclass(frozen=True, slots=True)
class Headline:
    """The parts of a headline as lines, and the lines that turned out to be text."""

    kicker: tuple[Line, ...] = ()
    title: tuple[Line, ...] = ()
    subtitle: tuple[Line, ...] = ()
    body: tuple[Line, ...] = ()


def read_headline(heads: Sequence[Line], feature: bool, body: str) -> Headline:
    """Split the headings above a text; `feature` if a byline has a line of its own.

    `body` is the text: its first sentences repeat words of the title, and all of it shows if two lines are one broken
    line.
    """
    lines = [head for head in heads if not (MASTHEAD.match(head.text) and len(heads) > 1)] or list(heads)
    spoken = [line for line in lines[1:] if SPOKEN_BY.fullmatch(line.text)]
    lines = [line for line in lines if line not in spoken]
    below = next(
        (at for at, line in enumerate(lines) if at and (DASH.match(line.text) or OCCASION.match(line.text))), len(lines)
    )
    lines, decks = _once(lines[:below]), lines[below:]
    units = _units(lines, body)
    at = _choose([" ".join(line.text for line in unit) for unit in units], feature or bool(decks), body)
    above, below_title = ([line for unit in some for line in unit] for some in (units[:at], units[at + 1 :]))
    kicker, subtitle = (tuple(line for line in some if not _is_label(line.text)) for some in (above, below_title))
    return Headline(kicker, tuple(units[at]), (*subtitle, *decks), tuple(spoken))


def _is_label(text: str) -> bool:
    """Return True if a line names a section, a site, an outlet or a province, and no news."""
    return bool(SECTION.fullmatch(text)) or is_outlet(text) or bool(PROVINCE.fullmatch(text))


def is_broken(before: str, right: str, body: str) -> bool:
    """Return True if two lines are one broken line: the characters on both sides are adjacent in the text."""
    if DECK.search(right) or SPEAKER.search(before) or not before or not right:
        return False
    if (
        before[-1] in "的和与及对为将在把被向从于、，,：:"
        or before.count("“") > before.count("”")
        or before.count("《") > before.count("》")
    ):
        return True
    if before[-1] + right[0] in body and (before[-2:] + right[0] in body or before[-1] + right[:2] in body):
        return True
    return _is_within_word(before[-NEAR_CHARS:], right[:NEAR_CHARS])


def _is_within_word(left: str, right: str) -> bool:
    """Return True if a break divides a word: 科技计划违|规行为, but not one that is made up of words."""
    joint, starts = len(left), {start for _, start in cut_words(left + right)}
    alone = [word for word, _ in cut_words(left)]
    return joint not in starts and len(alone) > 0 and len(alone[-1]) == 1 and alone[-1] == left[-1]


def _once(lines: list[Line]) -> list[Line]:
    """Drop a line that repeats part of another: 某某网】通州区:… above 通州区:…."""
    distinct = list(lines)
    for line, other in itertools.permutations(lines, 2):
        at = other.text.find(line.text)
        if at >= 0 and len(line.text) >= MIN_REPEATED_CHARS and line in distinct and other in distinct:
            decorated = bool(SITE_TAIL.search(other.text[:at])) or other.text[at + len(line.text) :][:1] in set("_-|｜")
            distinct.remove(other if decorated and len(line.text) >= MIN_WHOLE_CHARS else line)
    return distinct


def _units(lines: list[Line], body: str) -> list[list[Line]]:
    """Join lines that were broken."""
    units: list[list[Line]] = []
    for line in lines:
        above = units[-1][-1].text if units else ""
        if units and not (WHERE.fullmatch(above) or SECTION.fullmatch(above)) and is_broken(above, line.text, body):
            units[-1].append(line)
        else:
            units.append([line])
    return units or [[]]


def _choose(units: list[str], feature: bool, body: str) -> int:
    """Return the index of the unit that is the title."""
    titles = [at for at, unit in enumerate(units) if not _is_label(unit)]
    if titles and len(titles) < len(units):
        return titles[_choose([units[at] for at in titles], feature, body)]
    if len(units) == 1:
        return 0
    first, second = units[0], units[1]
    if SPEAKER.search(first) or WHERE.fullmatch(first):
        return 1
    if DECK.search(second) and len(second) <= MAX_DECK_CHARS and len(second) < len(first):
        return 0
    if len(units) >= 3:
        return 1
    if CAMPAIGN.search(first) and (not CAMPAIGN.search(second) or len(first) < 0.8 * len(second)):
        return 1
    lead = character_pairs(body[:120])
    shares = [len(character_pairs(unit) & lead) / max(1, len(character_pairs(unit))) for unit in units[:2]]
    if not feature and SLOGAN.fullmatch(first) and shares[0] < SAID:
        return 1
    if feature and (shares[0] > 0 or shares[1] < SAID):
        return 0 if len(first) <= len(second) or shares[0] >= shares[1] else 1
    # A title is printed larger, so it is the shorter of the two, unless the text repeats the words of the other.
    printed = SHORTER if len(first) < len(second) else LONGER
    return 0 if printed + shares[0] - shares[1] > 0 else 1
