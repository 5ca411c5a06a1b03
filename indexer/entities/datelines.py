"""Datelines: lines that only state the place, time and outlet of publication.

京华都市报 2022年9月1日 06版 · 2024-09-12 11:40 记者 王林 · 责任编辑 王林 美编 李大双 · （2024年3月4日）
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.text.normalize import fold
from indexer.entities.credited_people import ROLE, Range
from indexer.entities.field_labels import LABEL_WORD
from indexer.entities.outlets import is_outlet
from indexer.entities.person_names import cut_names, is_name
from indexer.entities.printed_dates import CHINESE_DATE, FULL_DATE

MAX_STAMP_CHARS, CACHE_SIZE = 90, 4096
# Never found in a dateline.
PROSE = re.compile(r"[，。！？；]")
# Every dateline contains one of these; most lines do not and are skipped early.
HINT = re.compile(
    r"[\d〇○◯零年·•〖>＞»编審审校责責源员員者版摄攝页頁出主报報网網台社]|[闻聞融]|在线|在線|财经|频道|发布|之[窗家声]|[pPＰ]$"
)
# 16:22 · 11:34:00
CLOCK = re.compile(r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)")
# 2031-06-09T10:12:05+08:00: what stands around the clock
ISO_REST = re.compile(r"(?<=\d)t(?=\d{2}:)|(?<=:\d{2})(?:\.\d{1,9})?(?:z\b|[+-]\d{2}:?\d{2})")
# 第3版 · 06版 · A05 · 02 要闻
EDITION = re.compile(r"第?\s?[a-z]?\d{1,3}\s?版|(?<![\w])[a-z]\d{1,2}(?!\w)|^\s?0\d(?=\s)")
# 星期六 · 周六 · 农历四月初二
DAY_NAME = re.compile(r"(?:星期|周)[一二三四五六日天](?![\u4e00-\u9fff])|农历[\u4e00-\u9fff]{2,8}|第\d{1,6}期")
# 阅读 3022 · 网友评论 0 条
VIEW_COUNT = re.compile(r"(?:网友)?(?:阅读|浏览|点击|评论|点赞|人气)(?:量|数|次数)?\s?[:：]?\s?\d{1,9}\s?[次条]?")
# ·图片新闻· · 〖字号 大 小〗〖收藏〗
COLUMN = re.compile(r"(?:\s?(?:[·•][^·•\n]{2,8}[·•]|〖[^〖〗\n]{1,12}〗))+\s?")
# 某某融媒 > 产业 · 首页 新闻 县域 读图 · • 欢迎访问某某网
WAY = re.compile(
    r"[^>＞»›。，,]{1,16}(?:\s?[>＞»›]{1,2}\s?[^>＞»›。，,]{1,12}){1,6}|(?:网站)?首页(?:[\s|·]{1,4}[\u4e00-\u9fff]{2,4}){2,12}|"
    r"[•·]\s?欢迎(?:您|访问|光临).{0,16}"
)
# 图片 记者 王林 摄, but not 文并摄
PICTURE = re.compile(r"(?<!文)(?<!并)(?<!/)摄[)\s]{0,2}$")
WORD = re.compile(r"[^\s|:/·•,()\[\]【】〖〗丨—>»-]+")
# 某某融媒记者王林
WITH_ROLE = re.compile(rf"(?P<outlet>.{{0,16}}?融媒体?(?=.)|.{{0,16}}?)(?P<role>{ROLE})(?P<names>.{{0,12}})")
PUBLISHED = re.compile(r"(?:出版|主办|主管|编印)$")
SECTION = re.compile(r"[\u4e00-\u9fff]{1,4}版?")
COLUMN_NAME = re.compile(r"(?:综合|要闻|时政|本地|国内|国际|社会|民生|县域|镇街|基层)新闻")
# The first word beside a day, with at most labels behind it: an outlet of any name, but no kind of text.
NAME = re.compile(r"(?!(?:原创|转载|星期|作者|编辑|来源|图片|公告|通知))[\u4e00-\u9fff]{3,10}")
MAX_SECTIONS, MAX_VALUE_CHARS, MAX_PICTURE_LINE_CHARS = 2, 10, 24


@dataclass(frozen=True, slots=True)
class Dateline:
    """Parsed dateline: outlet and names as ranges of the line; `is_complete` if it has more than an outlet."""

    outlet: Range | None
    names: tuple[Range, ...]
    is_complete: bool


def read_dateline(text: str) -> Dateline | None:
    """Parse a dateline that fills a line; return None for any other line."""
    if len(text) > MAX_STAMP_CHARS or PROSE.search(text) or not HINT.search(text):
        return None
    return _read(text)


@lru_cache(CACHE_SIZE)
def _read(text: str) -> Dateline | None:
    plain = fold(text)
    if COLUMN.fullmatch(plain) or (PICTURE.search(plain) and len(plain) < MAX_PICTURE_LINE_CHARS):
        return Dateline(None, (), True)
    bare, marks = ISO_REST.sub(lambda found: " " * len(found[0]), plain), 0
    for rule in (FULL_DATE, CHINESE_DATE, CLOCK, EDITION, DAY_NAME, VIEW_COUNT):
        bare, count = rule.subn(lambda found: " " * len(found[0]), bare)
        marks += count * (rule not in (CLOCK, DAY_NAME))
    way = WAY.fullmatch(bare.strip())
    if way and not marks:
        return Dateline(None, (), True)
    return _read_words(bare, marks + bool(way))


def _read_words(bare: str, marks: int) -> Dateline | None:
    """Parse the rest of a dateline, with days, times and numbers blanked out: outlets, people, labels, sections."""
    outlet: Range | None = None
    names: list[Range] = []
    sections = 0
    first = len(bare) - len(bare.lstrip(" |·/-[("))
    expect = ""  # announced by the previous word: the value of a label, more of it, or names
    for match in WORD.finditer(bare):
        word, start = match[0], match.start()
        printed = PUBLISHED.sub("", word)
        with_role = WITH_ROLE.fullmatch(word)
        if LABEL_WORD.fullmatch(word):
            marks, expect = marks + 1, "value"
        elif with_role and _is_byline(with_role):
            outlet = outlet or ((start, start + len(with_role["outlet"])) if with_role["outlet"] else None)
            low = start + with_role.start("names")
            names += [(low + a, low + b) for a, b in cut_names(with_role["names"])]
            expect = "name"
        elif COLUMN_NAME.fullmatch(word):
            expect = ""
        elif is_outlet(printed):
            marks += printed != word
            outlet, expect = outlet or (start, start + len(printed)), "name"
        elif expect == "value" and len(word) <= MAX_VALUE_CHARS:
            expect = "more"
        elif expect and is_name(word):
            names += [match.span()] if expect == "name" else []
        elif (
            marks
            and match.start() == first
            and _is_last(bare, match.end())
            and NAME.fullmatch(word)
            and not is_name(word)
        ):
            outlet, expect = match.span(), ""
        elif SECTION.fullmatch(word) and sections < MAX_SECTIONS:
            sections, expect = sections + 1, ""
        else:
            return None
    return Dateline(outlet, tuple(names), bool(marks)) if outlet or names or marks else None


def _is_last(bare: str, end: int) -> bool:
    """Return True if nothing follows a word but a label and its value."""
    behind = WORD.search(bare, end)
    return behind is None or bool(LABEL_WORD.fullmatch(behind[0]))


def _is_byline(match: re.Match[str]) -> bool:
    """Return True if a word with a role in it is an outlet, the role and names, or part of that."""
    outlet, names = match["outlet"], match["names"]
    return (not outlet or is_outlet(outlet)) and (not names or bool(cut_names(names)))
