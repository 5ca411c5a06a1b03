"""Bylines: authors and outlet of an article, as printed before, after or below the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from engine.text.normalize import fold
from indexer.entities.credit_line import read_credit_line
from indexer.entities.credited_people import (
    CREDIT,
    CREDIT_TAIL,
    DAY,
    LETTER,
    OUTLET_ROLE,
    ROLE,
    ROLE_HERE,
    Range,
    read_people,
    spell_names,
)
from indexer.entities.outlets import IRREGULAR, KIND, SELF_REFERENCE, WORD, name_outlet
from indexer.entities.person_names import HAN, read_name

__all__ = ["Byline", "read_closing", "read_line", "read_opening", "read_shared_outlet", "spell_names"]

# 本报讯 · 新华社长沙7月26日电 · IT之家 8 月 17 日消息， · 参考消息网8月11日报道 · 央视网消息(新闻联播)：
DATELINE = re.compile(
    rf"[□■◎●◆▲◇×【\[\s]{{0,4}}(?P<outlet>{SELF_REFERENCE}|{IRREGULAR}|{WORD}{{1,16}}?{KIND}(?:[-－—·、/]{WORD}{{2,10}}?)?)"
    rf"(?P<alias>[（(][^（()）]{{2,16}}[)）])?(?P<place>{HAN}{{2,10}})??\s{{0,3}}"
    rf"(?:(?:综合)?(?P<day>{DAY})\s{{0,2}}(?:专?电|讯|消息|报道(?![，,：:称]))|"
    r"专?电(?=[\s（(])|(?<![通资喜音视简])讯(?![问息号速飞])|消息(?=[(（:：，,\s]))[】\]]?"
)
# 【环球网报道 实习记者 王林】 · 【某某报综合报道】 · （观察者网讯）
BRACKETED = re.compile(
    rf"[【（(\[](?P<outlet>{WORD}{{1,16}}?{KIND})(?:驻[\u4e00-\u9fa5]{{1,6}})?"
    r"[\s]{0,2}(?P<news>综合报道|报道|快讯|讯|消息)?(?P<rest>[^】）)\]]{0,40})[】）)\]]"
)
# 上游新闻 王林
OUTLET_NAME = re.compile(rf"(?P<outlet>{WORD}{{1,14}}?{KIND})[\s/]{{1,3}}")
# 记者 王林 · ○通讯员：李大双 · □ 半岛记者 王林
BARE_ROLE = re.compile(rf"(?:[□■○◎●◆▲△◇▊◤◢※×]\s{{0,3}}{HAN}{{2,6}}?|[□■○◎●◆▲△◇▊◤◢※×\s]{{0,4}})(?={ROLE}[\s:：/|｜丨])")
IN_BRACKETS = re.compile(r"\s{0,3}[（(](?P<inside>[^（()）]{1,60})[)）]")
ANY_ROLE = re.compile(ROLE)
# 通讯员 团河湾市委: an office in the place of a person
OFFICE = re.compile(rf"\s{{0,2}}(?:通讯员|供稿)[\s:：]{{1,2}}{HAN}{{3,20}}")
COMPLETE = re.compile(r"[（(](?:完|END)[)）]")
# □王林 · 文/王林
MARKED = re.compile(rf"[□■○◎●◆▲△◇▊◤◢※]|{CREDIT}")
# Every byline that opens a text, and every one on a line of its own, contains one of these.
OPENING_HINT = re.compile(r"[讯訊电電报報道消记記者員员【\[(（□■○◎●◆▲△◇▊◤◢※]|文[/／丨|｜]|[采撰]")
LINE_HINT = re.compile(
    r"[（(□■○◎●◆▲△◇▊◤◢※]|[记記]者|[讯訊][员員]|[论論][员員]|实习生|作者|笔者|撰|[采文图]写?\s?[/／:：|｜丨]"
)
MAX_CACHED_CHARS, CACHE_SIZE = 60, 4096
SECTION_LEAD = re.compile(rf"[□■○◎●◆▲△◇▊◤◢※×\s]{{0,4}}(?:{CREDIT})?")
REST = re.compile(r"[\s:：，,】]{0,3}")
# Length of the longest byline line, and of the shortest line that may open with 【某某新闻】.
MAX_BYLINE_CHARS, MIN_LABELLED_LINE_CHARS = 80, 60


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline at `start` to `end` of the text that it was parsed from.

    `outlet` is None for 本报; `names` are ranges of the same text; `day` is the day of a dateline as written.
    """

    start: int
    end: int
    outlet: str | None = None
    names: tuple[Range, ...] = ()
    day: str | None = None


def read_opening(text: str) -> Byline | None:
    """Parse the byline or dateline that a text opens with: 本报讯(记者 王林) · 大众网记者 王林 聊城报道."""
    if not OPENING_HINT.search(text, 0, MAX_CACHED_CHARS):
        return None
    return _keep_opening(text)


@lru_cache(CACHE_SIZE)
def _keep_opening(text: str) -> Byline | None:
    return _restore(_read_opening(fold(text)), text)


def _restore(byline: Byline | None, text: str) -> Byline | None:
    """Give a byline parsed from the folded text its outlet as the text writes it: 江天日报 -> 江天日報."""
    if byline is None or not byline.outlet:
        return byline
    at = fold(text).find(byline.outlet)
    return replace(byline, outlet=text[at : at + len(byline.outlet)]) if at >= 0 else byline


def _read_opening(text: str) -> Byline | None:
    dateline = DATELINE.match(text)
    if dateline and dateline.end() < len(text) and not dateline["outlet"].startswith("据"):
        return _after_dateline(text, dateline)
    bracketed = BRACKETED.match(text)
    if bracketed and "文章" not in bracketed["rest"]:
        # 【某某新闻】 in front of a text.
        column = len(text) >= MIN_LABELLED_LINE_CHARS and bracketed["outlet"].endswith("新闻")
        if bracketed["news"] or column or re.search(ROLE, bracketed["rest"]):
            people = read_people(text, bracketed.start("rest"), bracketed.end("rest"))
            return Byline(0, bracketed.end(), name_outlet(bracketed["outlet"]), people.names)
    inside = IN_BRACKETS.match(text)
    if inside and re.match(rf"\s?{ROLE}|\s?{WORD}{{2,12}}{ROLE}", inside["inside"]):
        return _in_brackets(text, inside)
    return _with_role(text) or (_without_role(text) if MARKED.match(text) else None)


def read_line(text: str, plain: bool = False) -> Byline | None:
    """Parse a byline that fills a line: 本报记者 王林 实习记者 李大双 · （记者 王林） · 文/王林.

    `plain` also accepts names without a role, mark or bracket, as at the foot of a text: 王林 李大双.
    """
    if len(text) > MAX_BYLINE_CHARS or not LETTER.search(text) or not (plain or LINE_HINT.search(text)):
        return None
    return _keep_line(text, plain)


@lru_cache(CACHE_SIZE)
def _keep_line(text: str, plain: bool) -> Byline | None:
    return _restore(_read_line(fold(text), plain), text)


def _read_line(text: str, plain: bool) -> Byline | None:
    if byline := _read_signature(text, plain):
        return byline
    writers = read_credit_line(text)
    return None if writers is None else Byline(0, len(text), names=writers)


def _read_signature(text: str, plain: bool) -> Byline | None:
    inside = IN_BRACKETS.fullmatch(text)
    if inside:
        return _in_brackets(text, inside)
    dateline = DATELINE.match(text)
    byline = _after_dateline(text, dateline) if dateline else None
    if byline is None or LETTER.search(text, byline.end):
        byline = _with_role(text)
    if byline is None and (plain or MARKED.match(text)):
        byline = _without_role(text)
        if byline and not MARKED.match(text) and not all(_is_likely(text[low:high]) for low, high in byline.names):
            return None
    return byline if byline and (not LETTER.search(text, byline.end) or OFFICE.fullmatch(text, byline.end)) else None


def read_closing(text: str) -> Byline | None:
    """Parse the byline after the last sentence of a text: （王林 李大双） · 上游新闻 王林 · 通讯员：王林 · （完）."""
    start = max(text.rfind(mark) for mark in "。！？!?；…”") + 1
    if start == 0:  # no sentence ends here, but a bracket may be all that is left of the line
        start = max(text.rfind("（"), text.rfind("("), 0)
    bracket = text.rfind("（") if text.endswith("）") else text.rfind("(") if text.endswith(")") else -1
    if 0 <= bracket < start and "。" not in text[bracket:]:  # （记者：王林；编辑：李大双）
        start = bracket
    tail = text[start:].strip()
    if not tail or len(tail) > MAX_BYLINE_CHARS:
        return None
    if COMPLETE.fullmatch(tail):
        return Byline(start, len(text))
    line = read_line(tail, plain=True)
    if not line:
        return None
    lead = text.index(tail, start)
    return Byline(start, len(text), line.outlet, tuple((lead + low, lead + high) for low, high in line.names))


@lru_cache(CACHE_SIZE)
def read_shared_outlet(line: str) -> str | None:
    """Return the outlet of a line that announces texts: 央视网消息（新闻联播）："""
    opening = read_opening(f"{line}。") if line.endswith(("：", ":")) else None
    return opening.outlet if opening and opening.end > len(line) - 1 else None


def _is_likely(name: str) -> bool:
    """Return True if a possible name is more likely a name than a word: 王林, not 谢谢."""
    name_span = read_name(name, 0)
    return "·" in name or (name_span is not None and name_span.end == len(name)) or " " in name


def _after_dateline(text: str, dateline: re.Match[str]) -> Byline:
    """Return a dateline with the people named right after it."""
    outlet, end = name_outlet(dateline["outlet"] + (dateline["place"] or "")), dateline.end()
    alias = dateline["alias"] or ""
    if outlet and outlet == dateline["outlet"] and outlet[-1] == "网" == alias[-2:-1]:  # 某某网（某某日报网）
        outlet += alias
    names: tuple[Range, ...] = ()
    if inside := IN_BRACKETS.match(text, end):
        start, stop = inside.span("inside")
        people = read_people(text, start, stop)
        if not people.names and (role := ANY_ROLE.search(text, start, stop)):  # 掌上某城记者
            people = read_people(text, role.start(), stop)
        names = people.names
        if outlet is None and (signed := OUTLET_ROLE.match(text, start, stop)):  # 本报讯（某某日报记者 王林）
            outlet = name_outlet(signed["outlet"] or "")
        if names or re.search(rf"{ROLE}|新闻联播|摄影|编辑", inside["inside"]):
            end = inside.end()
    elif ROLE_HERE.match(text, end + text.startswith(" ", end)):
        people = read_people(text, end, len(text))
        names, end = people.names, people.end if people.names else end
    after = CREDIT_TAIL.match(text, end) if names else None
    rest = REST.match(text, after.end() if after else end)
    return Byline(0, rest.end() if rest else end, outlet, names, dateline["day"])


def _with_role(text: str) -> Byline | None:
    """Parse a byline without brackets: 大众网记者 王林 · 通讯员：李大双 · 某手机报 王林 通讯员 李大双."""
    if match := OUTLET_ROLE.match(text):
        people = read_people(text, match.end(), len(text))
        return Byline(0, people.end, name_outlet(match["outlet"] or ""), people.names) if people.names else None
    if bare := BARE_ROLE.match(text):
        people = read_people(text, bare.end(), len(text))
        apart = "报道" in text[bare.end() : people.end] or text[people.end - 1 : people.end].isspace()
        return (
            Byline(0, people.end, names=people.names) if people.names and (apart or people.end == len(text)) else None
        )
    if loose := OUTLET_NAME.match(text):
        people = read_people(text, loose.end(), len(text))
        if len(people.names) > 1 and re.search(ROLE, text[loose.end() : people.end]):
            return Byline(0, people.end, name_outlet(loose["outlet"]), people.names)
    return None


def _without_role(text: str) -> Byline | None:
    """Parse names without roles: □王林 李大双 · 上游新闻 王林 · 王林 李大双 摄影报道 · 文/王林."""
    lead = SECTION_LEAD.match(text)
    at = lead.end() if lead else 0
    loose = OUTLET_NAME.match(text, at)
    outlet = name_outlet(loose["outlet"]) if loose else None
    people = read_people(text, loose.end() if loose and outlet else at, len(text))
    return Byline(0, people.end, outlet, people.names) if people.names else None


def _in_brackets(text: str, inside: re.Match[str]) -> Byline | None:
    """Parse a byline in brackets that contain only people, or an outlet and people."""
    start, end = inside.span("inside")
    match = OUTLET_ROLE.match(text, start, end) or OUTLET_NAME.match(text, start, end)
    people = read_people(text, match.end() if match else start, end)
    if not people.names or LETTER.search(text, people.end, end):
        return None
    return Byline(0, inside.end(), name_outlet(match["outlet"] or "") if match else None, people.names)
