"""People named in a byline: roles, names with and without spaces, names glued to the following text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.entities.outlets import IRREGULAR, KIND, SELF_REFERENCE, WORD
from indexer.entities.person_names import BODY_END, HAN, cut_names, drop_body, is_name, may_be_name, read_name

Range = tuple[int, int]

# 记者 · 实习记者 · 全媒体首席记者 · 通讯员 · 特约评论员
ROLE = (
    r"(?:(?:实习|见习|特约|特派|首席|高级|主任|资深|全媒体?|融媒体?|驻[\u4e00-\u9fa5]{1,6}|本报|本网|本台){0,3}"
    r"(?:记者|通讯员|实习生|摄像|评论员|撰稿人?|作者|笔者))"
)
# 文/ · 采写：
CREDIT = r"(?:文|图|采写|撰文|撰稿|作者|记者|编译)\s?[/／:：|｜丨]\s?"
# 某某日报、某报全媒体记者 · 总台央视记者 · 某日报客户端 | 记者 · 荆楚网（湖北日报网）记者
OUTLET_ROLE = re.compile(
    rf"[□■○◎●◆▲△◇▊◤◢※×\s]{{0,4}}(?:{CREDIT})?"
    rf"(?P<outlet>(?:{SELF_REFERENCE}|{WORD}{{0,16}}?(?:{KIND}[A-Za-z]{{0,8}}|{IRREGULAR}|央视)"
    rf"(?:[、·/\-－—]{WORD}{{1,10}}?{KIND})?(?:全媒体?|融媒体?)?)(?:[（(][^（()）]{{2,40}}[)）])?|"
    rf"{WORD}{{2,6}}(?=全媒体?记者\s))?\s{{0,2}}[|｜丨]?\s{{0,2}}(?={ROLE})"
)
ROLE_HERE = re.compile(rf"{ROLE}\s{{0,2}}[:：/|｜丨]?\s{{0,3}}")
# 7月26日 · 8 月 17 日 · 2023年7月24日 · 26日
DAY = r"(?:(?:\d{4}年)?\s?\d{1,2}\s?月\s?)?\d{1,2}\s?日"
GAP = re.compile(r"[\s、，,;；/／&和]{0,4}")
# 林 君, two characters spread to the width of three
SPACED = re.compile(rf"({HAN})[ \u3000]{{1,3}}({HAN})(?!{HAN})")
RUN = re.compile(rf"{HAN}{{1,40}}?(?:[·•]{HAN}{{1,8}}){{0,2}}(?={ROLE}|[^\u3400-\u9fff]|$)")
# 聊城报道 · 8月19日报道 · 摄影报道 · 文/图
CREDIT_TAIL = re.compile(
    rf"(?:[\s/]{{0,2}}(?:(?:{DAY})?[\u4e00-\u9fa5]{{0,4}}报道|综合|整理|文并?图|文并?摄|文/图|图/文|图文|摄影|文|图|摄|"
    r"发自[\u4e00-\u9fa5]{2,6}))?[\s:：】」]{0,3}"
)
# 某县委宣传部 before a name
BODY = re.compile(rf"{BODY_END}$")
# First characters of text after 记者 that is not a byline: 记者从市政府获悉 · 记者在现场看到
NOT_AFTER = "从在了获采看日近今来走发注通联跟就向对随问昨于连经应到再也曾和与等以为由将已正还又会上说称"
LETTER = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")
CLAUSE_ENDS = frozenset("，,。：:；;！？“《、")
# End of a name that is not glued to other words.
NAME_BOUNDARY = re.compile(rf"[ \n\u3000、/）)】\]]|{ROLE}|$")
MAX_NAMES = 24


@dataclass(frozen=True, slots=True)
class People:
    """Names as ranges of the text they were read from, and the end of the words about them."""

    names: tuple[Range, ...]
    end: int


def spell_names(text: str, names: tuple[Range, ...]) -> tuple[str, ...]:
    """Return the names at these ranges, without the space that pads two characters to the width of three."""
    return tuple(re.sub(r"\s", "", text[start:end]) for start, end in names)


def read_people(text: str, start: int, end: int, told: bool = False) -> People:
    """Parse the people named from `start` to before `end`: 记者 王林 通讯员李大双 上海报道.

    `told` is True if a preceding label announces people; a role among them does so too.
    """
    names: list[Range] = []
    at = end_of_names = start
    for _ in range(MAX_NAMES):
        gap = GAP.match(text, at, end)
        at = gap.end() if gap else at
        role = ROLE_HERE.match(text, at, end) or OUTLET_ROLE.match(text, at, end)
        if role and role.end() > at:
            at, told = role.end(), True
            if _is_prose(text, at, end):
                break
            continue
        ranges, at, more = _read_names(text, at, end, told)
        names += ranges
        end_of_names = at if ranges else end_of_names
        if not more:
            break
    after = CREDIT_TAIL.match(text, end_of_names, end)
    return People(tuple(names), after.end() if names and after else end_of_names)


def _is_prose(text: str, at: int, end: int) -> bool:
    """Return True if the text glued to a role is not a name: 记者|从市政府获悉, but not 记者|从文林）."""
    if at >= end or text[at - 1] not in "者员生人" or text[at] not in NOT_AFTER:
        return False
    run = RUN.match(text, at, end)
    return not (run and is_name(run[0]))


def _read_names(text: str, at: int, end: int, labelled: bool) -> tuple[tuple[Range, ...], int, bool]:
    """Return the next name or names, their end, and True if more may follow."""
    spaced = SPACED.match(text, at, end)
    if spaced and is_name(spaced[1] + spaced[2]):
        return ((at, spaced.end()),), spaced.end(), True
    run = RUN.match(text, at, end)
    if not run:
        return (), at, False
    word, after = run[0], run.end()
    if is_name(word) or (labelled and NAME_BOUNDARY.match(text, after) and may_be_name(word)):
        return ((at, after),), after, True
    if word.endswith("报道"):  # 王林李大双上海报道
        for place in (0, 2, 3, 4):
            if names := cut_names(word[: len(word) - 2 - place]):
                return tuple((at + low, at + high) for low, high in names), after, False
    if len(word) >= 4 and BODY.search(word) and text[after : after + 1].isspace():
        return (), after, True
    names = cut_names(word)
    stops = not LETTER.match(text, after) and text[after : after + 1] not in CLAUSE_ENDS
    if names and (stops or ROLE_HERE.match(text, after)):
        return tuple((at + low, at + high) for low, high in names), after, True
    if body := drop_body(word):
        return ((at + body, after),), after, True
    return _read_glued(text, at, word)


def _read_glued(text: str, at: int, word: str) -> tuple[tuple[Range, ...], int, bool]:
    """Parse the name at the front of a run that continues as text: 王林|教育部和财政部8日."""
    for tail in ("摄影", "文图", "图文", "摄", "文"):
        if word.endswith(tail) and is_name(word[: -len(tail)]):
            size = len(word) - len(tail)
            return ((at, at + size),), at + size, True
    if word[0] in NOT_AFTER:
        return (), at, False
    name = read_name(text, at)
    if name and is_name(text[at : name.end]):
        return ((at, name.end),), name.end, False
    return (), at, False
