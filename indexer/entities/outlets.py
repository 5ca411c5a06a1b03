"""Names of news outlets: recognised by their endings, separated from the place and words around them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from engine.text.gazetteer import paths

WORD = r"[\u4e00-\u9fa5A-Za-z0-9·]"
KIND = (
    r"(?:日报社?|晚报|晨报|早报|时报|商报|都市报|导报|快报|青年报|法治报|法制报|周报|画报|广播电视台|电视台|广播电台|广播|总台|"
    r"卫视|通讯社|每日电讯|信息港|融媒体中心|融媒体|融媒|客户端|微信公众号|新媒体|传媒|在线|新闻|财经|视频|周刊|杂志|发布|之声|之窗|之家|头条|"
    r"频道|[时乡农]讯|[Aa][Pp][Pp]|报|网|社|台)"
)
# Outlets whose names do not end like one.
IRREGULAR = (
    r"(?:南都|北青|总台央视|红网时刻|红星资本局|投资界|中新经纬|芯智讯|证券之星|钛媒体|虎嗅|36氪|津云|冀云|九派|澎湃|上观|文汇|"
    r"每经|读特|看看新闻Knews|(?:云上|掌上|文明|平安)[\u4e00-\u9fa5]{2,3})"
)
SELF_REFERENCE = r"(?:本报|本网|本台|本刊|本社)"
# 大众网 · 湖北日报客户端 · 贵州日报天眼新闻
FULL_OUTLET = re.compile(rf"{WORD}{{1,12}}?{KIND}(?:{WORD}{{0,6}}?{KIND})?")
# 某某网 · 某某日报, as the start of a longer run
LEADING_OUTLET = re.compile(rf"(?P<name>{WORD}{{1,12}}?{KIND}(?:客户端|[Aa][Pp][Pp])?)")
# 澎湃新闻、海报新闻 · 人民网-某地频道, in front of other words
OUTLETS = re.compile(
    rf"{WORD}{{1,10}}?{KIND}(?:{KIND})?(?:客户端)?(?:[-－—、]《?{WORD}{{1,10}}?{KIND}(?:{KIND})?(?:客户端)?》?){{0,5}}"
)
# 日报, 新闻网, 融媒体中心, after the name of a place
LOCAL_OUTLET = re.compile(rf"(?:新闻|广播|在线|掌上|文明|法制|法治|教育)?{KIND}(?:客户端)?")
# Lengths of a place in the name of an outlet; characters behind a well-known outlet that belong to it (客户端).
PLACE_CHARS, MAX_SUFFIX_CHARS = (4, 3, 2), 4
MAX_PLAIN_CHARS = 6  # a longer run before 讯 may begin with words of the headline
# Values of an origin label that do not name an outlet.
NO_OUTLET_PHRASES = (
    "原创 原创稿 本站 本站原创 本网 本报 网络 互联网 综合 综合整理 网络综合 未知 其他 转载 佚名 暂无 暂无来源 不详 无 "
    "新闻中心 网友投稿 投稿 自媒体 本文 图片 微信公众号 官方网站 官网 微博 微信"
)
NO_OUTLETS = frozenset(NO_OUTLET_PHRASES.split())


@cache
def _known() -> tuple[tuple[str, ...], re.Pattern[str]]:
    """Return the agencies, and a pattern of all well-known outlets, longest first."""
    text = files("indexer.data").joinpath("outlets.txt").read_text("utf-8")
    parts = [
        [word for line in part.splitlines() if not line.startswith("#") for word in line.split()]
        for part in text.split("\n\n")
    ]
    words = sorted((word for part in parts for word in part), key=len, reverse=True)
    return tuple(parts[0]), re.compile("|".join((SELF_REFERENCE, *words)))


def is_outlet(text: str) -> bool:
    """Return True if a text ends like the name of an outlet."""
    return bool(FULL_OUTLET.fullmatch(text)) and text not in NO_OUTLETS


def starts_known(text: str) -> bool:
    """Return True if a text opens with the name of a well-known outlet, or with 本报."""
    return bool(_known()[1].match(text))


def _is_list(text: str) -> bool:
    """Return True if a text names several outlets: 某某晚报、某报全媒体 · 某某报-某某网."""
    parts = re.split(r"[、\-－—]", text)
    return len(parts) > 1 and all(is_outlet(part) or re.search(r"[全融]媒体?$", part) for part in parts)


def leading_outlets(text: str) -> str | None:
    """Return the outlets that a text begins with: 人民网-某地频道自去年 -> 人民网-某地频道."""
    match = OUTLETS.match(text)
    return match[0] if match else None


def trim_front(text: str) -> str:
    """Return the outlet that a run of words ends with: 西集镇樱桃熟了永州新闻网 -> 永州新闻网.

    It begins with a well-known outlet or the name of a place; a run in which neither is found is returned whole.
    """
    for start in range(len(text) - 2):
        rest = text[start:]
        known = _known()[1].match(rest)
        if known and known.end() >= len(rest) - MAX_SUFFIX_CHARS and is_outlet(rest):
            return rest
        if any(LOCAL_OUTLET.fullmatch(rest, size) and paths(rest[:size]) for size in PLACE_CHARS):
            return rest
    return text


def name_outlet(text: str) -> str | None:
    """Return the outlet named at the front of a dateline, None for 本报.

    中新网保定 -> 中新网, 湖北日报客户端 -> itself.
    """
    text = re.sub(r"[\s（(].*", "", text.strip(" \u3000|｜丨/【[「□■◎●◆▲◇×"))
    if not text or re.match(SELF_REFERENCE, text):
        return None
    if re.fullmatch(IRREGULAR, text) or _is_list(text):
        return text
    for agency in _known()[0]:
        if text.startswith(agency):
            return agency
    text = re.sub(r"全媒体?$", "", text)
    text = trim_front(text) if len(text) > MAX_PLAIN_CHARS else text
    first = text.partition("·")[0]
    if first != text and is_outlet(first):  # 某某晨报·晨报融媒
        return name_outlet(first)
    if is_outlet(text):
        return re.sub(r"(?<=报)社$", "", text)
    match = LEADING_OUTLET.match(text)
    return match["name"] if match else None
