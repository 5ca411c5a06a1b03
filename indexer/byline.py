"""Bylines: who wrote an article and for which outlet, as printed before, under or after the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.names import DOUBLE, GIVEN, HAN, cut_names, drop_body, is_name
from indexer.openings import joint
from indexer.outlets import KIND, OWN, WORD, name_outlet

# 记者 · 实习记者 · 全媒体首席记者 · 通讯员 · 特约评论员
ROLE = (
    r"(?:(?:实习|见习|特约|特派|首席|高级|主任|资深|全媒体?|融媒体?|驻[\u4e00-\u9fa5]{1,6}|本报|本网|本台){0,3}"
    r"(?:记者|通讯员|实习生|评论员|撰稿人?|作者|笔者))"
)
# 本报记者 · 大众网记者 · 总台央视记者 · 北京日报客户端 | 记者 · 沈阳日报、沈报全媒体记者 · 文/某某晚报记者
OUTLET_ROLE = re.compile(
    rf"[□■◎●◆▲◇▊×\s]{{0,4}}(?:(?:文|图|采写|撰文|作者|记者|编译)\s?[/／:：|｜丨]\s?)?"
    rf"(?P<outlet>(?:{OWN}|{WORD}{{0,16}}?(?:{KIND}[A-Za-z]{{0,8}}|央视|南都|北青)(?:[、·/\-－—]{WORD}{{1,10}}?{KIND})?(?:全媒体?|融媒体?)?)"
    rf"(?:[（(][^（()）]{{2,40}}[)）])?|{WORD}{{2,6}}(?=全媒体?记者\s))?\s{{0,2}}[|｜丨]?\s{{0,2}}(?={ROLE})"
)
ROLE_HERE = re.compile(rf"{ROLE}\s{{0,2}}[:：/|｜丨]?\s{{0,3}}")
DAY = r"(?:(?:\d{4}年)?\s?\d{1,2}\s?月\s?)?\d{1,2}\s?日"
# 本报讯 · 新华社长沙7月26日电 · 宿迁网讯 · IT之家 8 月 17 日消息， · 参考消息网8月11日报道 · 央视网消息(新闻联播)：
DATELINE = re.compile(
    rf"[□■◎●◆▲◇×【\[\s]{{0,4}}(?P<outlet>{OWN}|南都|{WORD}{{1,16}}?{KIND}(?:[-－—·、/]{WORD}{{2,10}}?)?)"
    rf"(?:[（(][^（()）]{{2,16}}[)）])?"
    rf"(?P<place>{HAN}{{2,10}})??\s{{0,3}}(?:(?:综合)?(?P<day>{DAY})\s{{0,2}}(?:专?电|讯|消息|报道(?![，,：:称]))|专?电(?=[\s（(])|"
    rf"(?<![通资喜音视简])讯(?![问息号速飞])|消息(?=[(（:：，,\s]))"
    rf"[】\]]?"
)
# 【环球网报道 实习记者 王林】 · 【某某报综合报道】 · （观察者网讯）
BRACKETED = re.compile(
    rf"[【（(\[](?P<outlet>{WORD}{{1,16}}?{KIND})(?:驻[\u4e00-\u9fa5]{{1,6}})?(?P<rest>[\s]{{0,2}}(?:综合报道|报道|快讯|讯|消息)?[^】）)\]]{{0,40}})[】）)\]]"
)
# 上游新闻 王林
OUTLET_NAME = re.compile(rf"(?P<outlet>{WORD}{{1,14}}?{KIND})[\s/]{{1,3}}")
IN_BRACKETS = re.compile(r"\s{0,3}[（(](?P<inside>[^（()）]{1,60})[)）]")
# 、 between names; the spaces within 林 君 are told apart by what they join.
GAP = re.compile(r"[\s、，,;；/／&和]{0,4}")
SPACED = re.compile(rf"({HAN})[ \u3000]{{1,3}}({HAN})(?!{HAN})")
RUN = re.compile(rf"{HAN}+?(?:[·•]{HAN}{{1,8}}){{0,2}}(?={ROLE}|[^\u3400-\u9fff]|$)")
# 聊城报道 · 摄影报道 · 文/图 · 文图
AFTER = re.compile(
    rf"(?:[\s/]{{0,2}}(?:(?:{DAY})?[\u4e00-\u9fa5]{{0,4}}报道|综合|整理|文并?图|文并?摄|文/图|图/文|图文|摄影|文|图|摄|发自[\u4e00-\u9fa5]{{2,6}}))?[\s:：】」]{{0,3}}"
)
# What follows 记者 where it is no byline: 记者从市政府获悉 · 记者在现场看到
NOT_AFTER = "从在了获采看日近今来走发注通联跟就向对随问昨于连经应到再也曾和与等以为由将已正还又曾会上说称"
COMPLETE = re.compile(r"[（(](?:完|END)[)）]")
ENDS_CLAUSE = frozenset("，,。：:；;！？“《、")
# 某县委宣传部 in front of a name
ORG_LAST = re.compile(r"(?:部|局|中心|委|网|社|院|校|县|镇|乡|所|台|报|处|站|大队|支队|公司|集团|政府|大学|学院|融媒|办|频道|客户端|新闻)$")
# □王林 · 文/王林
MARKED = re.compile(r"[□■◎●◆▲◇▊]|(?:文|采写|撰文|撰稿|作者)\s?[/／:：|｜丨]")
LETTERS = re.compile(r"[\u3400-\u9fffA-Za-z0-9]")


# Most given names have two characters: so much the text must begin worse behind them than behind one.
LONGER = 0.5
USUAL = 2.0
# Words that come again further on begin texts.
AGAIN = 2.0


@dataclass(frozen=True, slots=True)
class Byline:
    """A byline at `start` to `end` of the text it was read from.

    `outlet` is None for 本报; `names` are ranges of the same text; `day` is the day of a dateline as written.
    """

    start: int
    end: int
    outlet: str | None = None
    names: tuple[tuple[int, int], ...] = ()
    day: str | None = None


def spell(text: str, names: tuple[tuple[int, int], ...]) -> tuple[str, ...]:
    """The names at these ranges, without the space that pads two characters to the width of three."""
    return tuple(re.sub(r"\s", "", text[start:end]) for start, end in names)


def read_opening(text: str) -> Byline | None:
    """The byline or dateline that a text opens with: 本报讯(记者 王林) · 大众网记者 王林 聊城报道."""
    dateline = DATELINE.match(text)
    if dateline and dateline.end() < len(text) and not dateline["outlet"].startswith("据"):
        return _after_dateline(text, dateline)
    bracketed = BRACKETED.match(text)
    if (
        bracketed
        and "文章" not in bracketed[0]
        and re.search(rf"报道|讯|消息|{ROLE}" if len(text) < 60 else rf"报道|讯|消息|新闻|{ROLE}", bracketed[0])
    ):
        at = bracketed.start("rest")
        people = read_people(
            text,
            at + len(re.match(r"\s?(?:综合报道|报道|快讯|讯|消息)?\s?", bracketed["rest"])[0]),
            bracketed.end() - 1,
        )
        return Byline(0, bracketed.end(), name_outlet(bracketed["outlet"]), people[0])
    inside = IN_BRACKETS.match(text)
    if inside and re.match(rf"\s?{ROLE}|\s?{WORD}{{2,12}}{ROLE}", inside["inside"]):
        return _all(text, inside.start("inside"), inside.end("inside"), inside.end())
    return _bare(text) or (_signed(text) if MARKED.match(text) else None)


def read_line(text: str, plain: bool = False) -> Byline | None:
    """The byline that is the whole of a line: 本报记者 王林 实习记者 李大双 · （记者 王林） · 文/王林.

    `plain` takes names without a role, mark or bracket as well, as at the foot of a text: 王林 李大双.
    """
    if len(text) > 80 or not LETTERS.search(text):
        return None
    inside = IN_BRACKETS.fullmatch(text)
    if inside:
        return _all(text, inside.start("inside"), inside.end("inside"), len(text))
    found = _bare(text) or (_signed(text) if plain or MARKED.match(text) else None)
    return found if found and not LETTERS.search(text, found.end) else None


def read_closing(text: str) -> Byline | None:
    """The byline after the last sentence of a text: （王林 李大双） · 上游新闻 王林 · 通讯员：王林 · （完）."""
    start = max((text.rfind(mark) for mark in "。！？!?；…”"), default=-1) + 1
    for opened in ("（", "("):  # a bracket holds no full stop, so one that opens later is the last piece
        start = start if start else max(start, text.rfind(opened))
    low = max(start, len(text) - 80)
    if low > start or not 0 < len(text) - start <= 80:
        return None
    tail = text[start:]
    done = COMPLETE.match(tail.strip())
    if done and len(tail.strip()) == done.end():
        return Byline(start, len(text))
    lead = len(tail) - len(tail.lstrip())
    found = read_line(tail.strip(), plain=True)
    if not found:
        return None
    names = tuple((start + lead + a, start + lead + b) for a, b in found.names)
    return Byline(start, len(text), found.outlet, names)


def _after_dateline(text: str, dateline: re.Match[str]) -> Byline | None:
    """A dateline with the people named right behind it."""
    outlet, end = name_outlet(dateline["outlet"] + (dateline["place"] or "")), dateline.end()
    names: tuple[tuple[int, int], ...] = ()
    inside = IN_BRACKETS.match(text, end)
    if inside:
        people = read_people(text, inside.start("inside"), inside.end("inside"))
        names = people[0]
        if names or re.search(rf"{ROLE}|新闻联播|摄影|编辑", inside["inside"]) or people[1] >= inside.end("inside"):
            end = inside.end()
    elif ROLE_HERE.match(text, end):
        names, after = read_people(text, end, len(text))
        end = after if names else end
    end = AFTER.match(text, end).end() if names else end  # type: ignore[union-attr]
    rest = re.compile(r"[\s:：，,】]{0,3}").match(text, end)
    return Byline(0, rest.end() if rest else end, outlet, names, dateline["day"])


def _bare(text: str) -> Byline | None:
    """A byline without brackets: 大众网记者 王林 · 通讯员：李大双."""
    found = OUTLET_ROLE.match(text)
    if found:
        names, end = read_people(text, found.end(), len(text))
        return Byline(0, end, name_outlet(found["outlet"] or ""), names) if names else None
    loose = OUTLET_NAME.match(text)  # 某手机报 王林 通讯员 李大双
    if loose:
        names, end = read_people(text, loose.end(), len(text))
        if len(names) > 1 and re.search(ROLE, text[loose.end() : end]):
            return Byline(0, end, name_outlet(loose["outlet"]), names)
    return None


def _signed(text: str) -> Byline | None:
    """A whole line of names without roles: □王林 李大双 · 上游新闻 王林 · 王林 李大双 摄影报道 · 文/王林."""
    lead = re.match(r"[□■◎●◆▲◇▊×\s]{0,4}(?:(?:文|采写|撰文|撰稿|作者)\s?[/／:：|｜丨]\s?)?", text)
    at = lead.end() if lead else 0
    outlet = OUTLET_NAME.match(text, at)
    if outlet and name_outlet(outlet["outlet"]):
        at = outlet.end()
    names, end = read_people(text, at, len(text))
    return Byline(0, end, name_outlet(outlet["outlet"]) if outlet else None, names) if names else None


def _all(text: str, start: int, end: int, after: int) -> Byline | None:
    """A byline in brackets, where all that stands between them is people, or an outlet and people."""
    found = OUTLET_ROLE.match(text, start, end)
    outlet = found["outlet"] if found else None
    at = found.end() if found else start
    if not found:
        loose = OUTLET_NAME.match(text, start, end)
        if loose:
            outlet, at = loose["outlet"], loose.end()
    names, done = read_people(text, at, end)
    if names and not LETTERS.search(text, done, end):
        return Byline(0, after, name_outlet(outlet or ""), names)
    return None


def read_people(text: str, at: int, end: int) -> tuple[tuple[tuple[int, int], ...], int]:
    """The names from `at` on, with their roles, and where they end."""
    names: list[tuple[int, int]] = []
    done = at
    for _ in range(24):
        gap = GAP.match(text, at, end)
        at = gap.end() if gap else at
        role = ROLE_HERE.match(text, at, end) or OUTLET_ROLE.match(text, at, end)
        if role and role.end() > at:
            glued = text[role.end() - 1] in "者员生人"
            at = role.end()
            if glued and at < end and text[at] in NOT_AFTER and not _is_whole(text, at, end):
                break
            continue
        spaced = SPACED.match(text, at, end)
        if spaced and is_name(spaced[1] + spaced[2]):
            names.append((at, spaced.end()))
            at = done = spaced.end()
            continue
        run = RUN.match(text, at, end)
        found, at, going = _read_run(text, run) if run else ((), at, False)
        names += found
        done = at if found else done
        if not going:
            break
    after = AFTER.match(text, done, end)
    return tuple(names), after.end() if names and after else done


def _is_whole(text: str, at: int, end: int) -> bool:
    """Whether a run that begins like 从… is a name after all, since it ends where a name would."""
    run = RUN.match(text, at, end)
    return bool(run and is_name(run[0]))


def _read_run(text: str, run: re.Match[str]) -> tuple[tuple[tuple[int, int], ...], int, bool]:
    """The names in a run of characters, where they end, and whether more may follow."""
    start, word = run.start(), run[0]
    if is_name(word):
        return ((start, run.end()),), run.end(), True
    if word.endswith("报道"):  # 王林李大双上海报道
        for place in (0, 2, 3, 4):
            names = cut_names(word[: len(word) - 2 - place])
            if names:
                return tuple((start + a, start + b) for a, b in names), run.end(), False
    if len(word) >= 4 and ORG_LAST.search(word):
        return (), run.end(), True
    glued = cut_names(word)
    behind = text[run.end() : run.end() + 1]
    if glued and len(word) >= 4 and (ROLE_HERE.match(text, run.end()) or not (LETTERS.match(behind) or (behind and behind in ENDS_CLAUSE))):
        return tuple((start + a, start + b) for a, b in glued), run.end(), True
    for tail in ("摄影", "文图", "图文", "摄", "文"):
        if word.endswith(tail) and is_name(word[: -len(tail)]):
            return ((start, run.end() - len(tail)),), run.end(), True
    body = drop_body(word)
    if body:
        return ((start + body, run.end()),), run.end(), True
    size = 3 if word[:2] in DOUBLE else 2
    if len(word) > size and is_name(word[:size]) and word[0] not in NOT_AFTER:
        end = start + size + _is_longer(text, start + size)
        return ((start, end),), end, False
    return (), start, False


def _is_longer(text: str, at: int) -> bool:
    """Whether the character at `at` is still of the name before it and not of the text glued to it: 何蕊|教育部 · 孙云柯|非遗."""
    shorter, longer = joint(text[:at], text[at:]), joint(text[: at + 1], text[at + 1 :])
    again = AGAIN * ((text[at : at + 2] in text[at + 2 :]) - (text[at + 1 : at + 3] in text[at + 3 :]))
    return shorter + again < longer + LONGER + USUAL * (text[at] in GIVEN)
