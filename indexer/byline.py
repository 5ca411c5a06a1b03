"""Bylines: who wrote an article, for which outlet, as printed before, after or beside the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

# 记者 · 实习记者 · 全媒体记者 · 通讯员 · 实习生
ROLE = r"(?:(?:实习|见习|特约|首席|全媒体|融媒体?|驻站?|本报|本网){0,2}(?:记者|通讯员|实习生|评论员|撰稿人?))"
HAN = r"[\u4e00-\u9fa5]"
# 王靖程 · 林 君 · 热比古丽·艾山
NAME = rf"(?:{HAN}{{1,8}}[·•・]{HAN}{{1,8}}|{HAN}[ \u3000]{{1,2}}{HAN}(?!{HAN})|{HAN}{{2,4}})"
SEPARATOR = r"[ \u3000\t、，,/／;；]{1,4}"
NAMES = rf"{NAME}(?:{SEPARATOR}{NAME}){{0,9}}"
PEOPLE = (
    rf"{ROLE}[:：]?[ \u3000]{{0,3}}{NAMES}(?:[ \u3000、，,/／;；]{{0,3}}{ROLE}[:：]?[ \u3000]{{0,3}}{NAMES}){{0,4}}"
)

# 本报讯(记者 金耀飞) · 新华社长沙7月26日电(记者谢奔) · 湖北日报客户端讯（通讯员张玉梅、翟华山）
OPENING = re.compile(
    rf"(?:(?P<outlet>{HAN}{{2,12}}?)(?P<place>{HAN}{{2,8}})?(?:\d{{1,2}}月\d{{1,2}}日)?[ \u3000]?(?:讯|电|消息))"
    rf"[ \u3000]?[(（](?P<people>(?:{PEOPLE})|(?:{NAMES}))[)）]"
)
# 本报记者 柴福娟 实习记者 黄澳
LINE = re.compile(rf"(?:{PEOPLE})")


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline at `start` to `end` of the text it was read from; `outlet` is None for 本报 and 本网."""

    start: int
    end: int
    outlet: str | None
    authors: tuple[str, ...]


def read_names(text: str) -> tuple[str, ...]:
    """The names in a byline, without roles: "记者 王 林 通讯员 李大双" -> 王林, 李大双."""
    bare = re.sub(ROLE, "、", text)
    return tuple(re.sub(r"[ \u3000]", "", name) for name in re.findall(NAME, bare))


def read_opening(text: str) -> Byline | None:
    """The byline that a text opens with, as in "本报讯(记者 王林)"."""
    found = OPENING.match(text)
    if not found:
        return None
    outlet = found["outlet"]
    own = outlet.startswith(("本报", "本网", "本台"))
    return Byline(found.start(), found.end(), None if own else outlet, read_names(found["people"]))


def read_line(text: str) -> Byline | None:
    """The byline that is the whole of a line, as in "本报记者 王林 实习记者 李大双"."""
    found = LINE.fullmatch(text.strip())
    return Byline(0, len(text), None, read_names(text)) if found else None
