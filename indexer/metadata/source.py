"""Find the outlet that published an article, and the site that hosts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engine.article import Evidence
from engine.text.gazetteer import gazetteer
from indexer.document import Draft
from indexer.entities.byline import read_line, read_opening, read_shared_outlet
from indexer.entities.datelines import read_dateline
from indexer.entities.outlets import (
    IRREGULAR,
    KIND,
    MAX_PLAIN_CHARS,
    NO_OUTLETS,
    WORD,
    is_outlet,
    leading_outlets,
    trim_front,
)
from indexer.entities.person_names import is_name
from indexer.metadata.authors import behind_outlet
from indexer.metadata.credits import REPRINT_NOTICE, read_credits
from indexer.metadata.margins import ACCOUNT, Margin, read_margins

# 2024-09-21 16:22 腾讯-文明北京
AFTER_STAMP = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s{0,3}\d{1,2}:\d{2}(?::\d{2})?[ \u3000\t·]{0,4}"
    r"(?P<name>[^\s:：>＞|\d][^\s:：>＞|]{1,19})(?=\s|$)"
)
# 《 人民日报 》（ 2023年08月16日 11 版）
ISSUE = re.compile(r"《\s?(?P<name>[\u4e00-\u9fa5]{2,14})\s?》\s{0,2}[（(]\s?\d{4}年?[^（()）]{0,30}[)）]")
# 本文转自【海外网】
REPRINT = re.compile(r"本文转自【(?P<name>[^】]{2,20})】")
# 据正北方网消息，
ACCORDING = re.compile(rf"\s{{0,3}}据(?P<name>{WORD}{{2,14}}?(?:网|报|新闻|客户端|电视台|融媒|发布|社))消息[，,]")
# （央视网） at the very end
SIGNATURE = re.compile(rf"[（(]\s?(?P<name>{WORD}{{2,16}})\s?[)）]\s{{0,4}}$")
BUTTONS = re.compile(
    r"记者|通讯员|来源|打印|字号|字体|分享|浏览|阅读|评论|收藏|点击|首页|主页|放大|缩小|星期|编辑|作者|【"
)
OWN_PAPER = re.compile(r"本报")
GLUED_BEFORE = re.compile(r"^(?:@|据(?=[\u4e00-\u9fff]{3}))")
GLUED_BEHIND = re.compile(r"(?:[\s\-－—、·|｜丨]|(?:见习|实习|首席)?记者|通讯员){1,6}$")
# Pictures have an origin too.
NO_SOURCE = re.compile(r"(?:截图|供图|图片|资料图|摄影|视觉中国|图虫|网友)$")
# 某地公安-优质公众号推荐--点「
PROMOTION = re.compile(r"(?<=.)[-－—]{1,2}[^-－—]{0,8}(?:公众号|推荐|关注).*")
# 护林员告诉某某日报记者
LISTENING = re.compile(r"告诉|接受|[向对跟]")
DATELINE_BEHIND = re.compile(r"\d{1,2}月\d{1,2}日|[电讯][(（]")
NO_NAME = re.compile(r"[\d\s:：/年月日.-]{1,24}")
OWN_WORDS = ("原创", "独家", "专特稿", "专电", "供稿", "消息")
MAX_NAME_CHARS = 10  # a longer run behind a label is cut behind its outlets
MAX_REPORTERS, MAX_REPORTER_CHARS = 5, 30  # mentions of reporters that are read, and characters before each
EDGE_CHARS = 160  # of the first and last line of a text
MIN_BODY_CHARS = 5  # of an office in a list of sources: 某县纪委监委、某县监委
# 来源：某报 · 来源/某地公安, within the first or last line of a text
IN_LINE = re.compile(rf"(?:来源|稿源)\s?[:：/]\s{{0,3}}(?P<name>(?:{WORD}|[－\-、《》@]){{2,30}})")
# 某报记者, 某报、某报全媒体记者 within the text
REPORTER = re.compile(
    rf"(?P<name>{WORD}{{2,10}}?(?:{KIND}|{IRREGULAR}|央视)(?:、{WORD}{{1,8}}?{KIND})?)(?:全媒体?|融媒体?)?(?:见习|实习|首席|主任)?记者(?![会站节证])"
)
# （新华社专特稿） · 某某日报返回搜狐 · 某某独家稿件 · 本文由某某原创
OWN_WORK = re.compile(
    rf"本文由(?P<a>{WORD}{{2,10}}?)原创|[*＊]?(?P<b>{WORD}{{2,10}}?)独家稿件|[（(](?P<c>{WORD}{{2,10}}?)(?:专特稿|专电|供稿|消息)[)）]"
)
# Places where a page names its site: copyright notice, welcome text, first breadcrumb, button.
SITES = (
    # 国土名片网版权所有
    (
        "copyright",
        0.9,
        re.compile(rf"(?P<name>{WORD}{{2,14}}?(?:网|报|在线|频道|新闻|客户端|台))[\s，,]{{0,2}}(?:版权所有|©)"),
    ),
    # 版权所有：某某网
    ("copyright", 0.9, re.compile(rf"版权所有[:：\s©]{{1,3}}(?P<name>{WORD}{{2,14}}?(?:网|报|在线|台))")),
    # 长城网廊坊频道欢迎您
    ("welcome", 0.9, re.compile(rf"(?P<name>{WORD}{{1,10}}?网){WORD}{{0,8}}欢迎(?:您|访问|光临)")),
    # 您当前的位置 : 长城网 >> 廊坊频道
    ("breadcrumb", 0.8, re.compile(rf"(?P<name>{WORD}{{1,10}}?(?:网|在线|报))\s{{0,3}}[>＞›»]")),
    ("share", 0.8, re.compile(r"返回(?P<name>搜狐)，查看更多")),
)


def find_source(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the outlet, None if the text names none; from labels, datelines and the reporter's byline."""
    found = (replace(evidence, value=tidy_name(evidence.value)) for evidence in _candidates(draft))
    candidates = sorted((e for e in found if e.value), key=lambda evidence: -evidence.confidence)
    return (candidates[0].value, tuple(candidates)) if candidates else (None, ())


def tidy_name(value: str) -> str:
    """Return an outlet without what is glued to it, "" if it is none: 人民网－ · @某地公安 · 某报记者 · 视频截图."""
    value = GLUED_BEHIND.sub("", GLUED_BEFORE.sub("", value))
    if len(value) % 2 == 0 and value[: len(value) // 2] * 2 == value:
        value = value[: len(value) // 2]
    for opened, closed in ("（）", "()"):
        value += closed * (value.count(opened) - value.count(closed))
    return "" if NO_SOURCE.search(value) or value in NO_OUTLETS else value


def _candidates(draft: Draft) -> Iterator[Evidence]:
    margins = read_margins(draft)
    yield from _from_labels(margins)
    for margin in margins:
        for rule, name, confidence in (
            (ISSUE, "issue", 0.85),
            (ACCOUNT, "account", 0.85),
            (REPRINT, "reprinted from", 0.8),
        ):
            yield from _matches(rule, name, confidence, margin.text, margin.start)
        stamp = AFTER_STAMP.search(margin.text)
        if (
            stamp
            and not BUTTONS.search(stamp["name"])
            and not is_name(stamp["name"])
            and not _is_address(stamp["name"])
        ):
            yield _evidence("after the stamp", 0.85, stamp, margin.start)
    yield from _from_stamps(margins)
    for line in draft.block.byline:
        byline = read_line(line.text, plain=True) or read_opening(f"{line.text}。")
        if byline and byline.outlet:
            yield Evidence("source", byline.outlet, "byline", 0.7, line.text, line.start, line.end)
        elif OWN_PAPER.search(line.text[:20]):
            yield from _own_paper(draft)
    yield from _from_digest(draft)
    if draft.block.body:
        first, last = draft.block.body[0], draft.block.body[-1]
        yield from _matches(ACCORDING, "according to", 0.5, first.text[:60], first.start)
        tail = SIGNATURE.search(last.text[-30:])
        if tail and is_outlet(tail["name"]):
            yield _evidence("signed", 0.6, tail, last.end - len(last.text[-30:]))
        yield from _within(first.text[:EDGE_CHARS], first.start)
        yield from _within(last.text[-EDGE_CHARS:], last.end - len(last.text[-EDGE_CHARS:]))
        yield from _reporters(draft)
    hint = draft.page.document.hints.get("source")
    if hint:
        yield Evidence("source", hint.strip(), "hint", 0.65)


def _is_address(name: str) -> bool:
    """Return True for the province that apps add to a post, from the writer's address: 四川."""
    return name.removeprefix("发表于") in gazetteer().short


def _from_digest(draft: Draft) -> Iterator[Evidence]:
    """Yield the outlet that the top of a page names for all its articles: 央视网消息（新闻联播）："""
    for line in draft.page.lines[:2]:
        if outlet := read_shared_outlet(line.text):
            yield Evidence("source", outlet, "byline", 0.7, line.text, line.start, line.end)


def _within(text: str, start: int) -> Iterator[Evidence]:
    """Yield the outlets that the beginning or end of a text names within a line."""
    for order, match in enumerate(IN_LINE.finditer(text) if "源" in text or "稿" in text else ()):
        name = match["name"] if len(match["name"]) <= MAX_NAME_CHARS else leading_outlets(match["name"])
        if name and (value := name_source(name)):
            yield Evidence(
                "source",
                value,
                "label within the text",
                0.72 + 0.01 * order,
                match[0],
                start + match.start(),
                start + match.end(),
            )
    if any(word in text for word in OWN_WORDS) and (own := OWN_WORK.search(text)):
        name = own["a"] or own["b"] or own["c"]
        yield Evidence("source", trim_front(name), "own work", 0.6, own[0], start + own.start(), start + own.end())


def _reporters(draft: Draft) -> Iterator[Evidence]:
    """Yield the outlet whose reporter signs beside the text or is mentioned in it: 文/某某日报记者 王林."""
    signed = [
        piece for piece in draft.page.boilerplate if piece.kind in ("credit", "editor") and piece.end > piece.start
    ]
    lines = [(piece.text, piece.start, 0.65) for piece in signed]
    lines += [(line.text, line.start, 0.45) for line in draft.block.body]
    for text, start, confidence in lines:
        for role in islice(re.finditer("记者", text), MAX_REPORTERS):
            low = max(0, role.start() - MAX_REPORTER_CHARS)
            match = REPORTER.search(text, low, role.end())
            name = trim_front(LISTENING.split(match["name"])[-1]) if match else ""
            if match and (is_outlet(name.split("、")[0]) or re.fullmatch(IRREGULAR, name)):
                begin = start + match.end("name") - len(name)
                yield Evidence("source", name, "reporter", confidence, match[0], begin, start + match.end())
                return


def _from_labels(margins: tuple[Margin, ...]) -> Iterator[Evidence]:
    """Yield the values of 来源： and 稿源：, those above the text first."""
    for order, credit in enumerate(read_credits(margins, "source")):
        value = name_source(credit.value[: behind_outlet(credit.value)])
        if value:
            # 发布机构, in the table of a public document, is the source if no other is named.
            office = credit.label.endswith(("机构", "机关", "单位"))
            confidence = {"head": 0.95, "tail": 0.9, "page": 0.75}[credit.place] - 0.1 * office
            confidence += (
                0.001 * order * (credit.place == "tail")
            )  # the last one; others are of pictures within the text
            start = credit.value_start
            yield Evidence(
                "source", value, f"label {credit.label}", confidence, credit.value, start, start + len(credit.value)
            )


def _from_stamps(margins: tuple[Margin, ...]) -> Iterator[Evidence]:
    """Yield the outlets in datelines, and the newspaper's name at the head of a page with a dateline."""
    read = [
        (margin, [(read_dateline(line), line, start) for line, start in margin.lines()])
        for margin in margins
        if not REPRINT_NOTICE.search(margin.before)
    ]
    stamped = {margin.place for margin, stamps in read if any(stamp and stamp.is_complete for stamp, _, _ in stamps)}
    for margin, stamps in read:
        for stamp, line, start in stamps if margin.place in stamped else ():
            if stamp and stamp.outlet:
                low, high = stamp.outlet
                name = re.sub(r"(?<=报)社$", "", line[low:high])
                name = trim_front(name) if len(name) > MAX_PLAIN_CHARS else name
                confidence = 0.8 if margin.place != "page" else 0.6
                yield Evidence("source", name, "stamp", confidence, line, start + low, start + high)


def _own_paper(draft: Draft) -> Iterator[Evidence]:
    """Yield the newspaper of a staff reporter (本报记者), if the site is a newspaper's: 某某报网 -> 某某报."""
    site, found = find_site(draft)
    if site and site.endswith("报网"):
        yield Evidence("source", site[:-1], "本报 on its own site", 0.5, found[0].quote, found[0].start, found[0].end)


def name_source(value: str) -> str | None:
    """Return the outlet in the value of a label, None if it names none: 综合自《某某报》 -> 某某报, 网络 -> None."""
    value = re.split(r"[\s，,；;|｜丨]", value.strip())[0]
    if not all(is_outlet(part) or len(part) >= MIN_BODY_CHARS for part in value.split("、")):
        value = value.split("、")[0]
    value = re.sub(r"(?<=[报网社台闻])据.*|原标?题.*", "", value)
    value = re.sub(r"^(?:综合自?|微信公众号|公众号)[:：]?", "", value) or value
    value = re.sub(r"(?<=.)综合.*", "", value)
    value = PROMOTION.sub("", value)
    titled = re.search(r"《([^》]{2,14})", value)  # 融媒《直播某地》, but 光明网-《光明日报》
    if titled and not value[: titled.start()].endswith(("-", "－", "—")):
        value = titled[1]
    value = value.strip("《》“”\"'【】[]()（）-—")
    value = re.sub(r"(?:微信公众号|公众号)$", "", value) or value
    if DATELINE_BEHIND.search(value):  # 来源：人民网－某地频道人民网某地8月9日电
        value = leading_outlets(value) or value
    if (
        value in NO_OUTLETS
        or not 2 <= len(value) <= 24
        or NO_NAME.fullmatch(value)
        or re.search(r"https?|www\.|[?？!！]", value)
    ):
        return None
    return value


def _matches(rule: re.Pattern[str], name: str, confidence: float, text: str, start: int) -> Iterator[Evidence]:
    results = rule.search(text)
    if results:
        yield _evidence(name, confidence, results, start)


def _evidence(rule: str, confidence: float, match: re.Match[str], start: int, field: str = "source") -> Evidence:
    value = re.sub(r"\s", "", match["name"])
    return Evidence(field, value, rule, confidence, match[0], start + match.start(), start + match.end())


def find_site(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the site of the page, from its copyright notice or breadcrumbs, None if it is not named."""
    for rule, confidence, pattern in SITES:
        for item in draft.page.boilerplate:
            if item.end > item.start and (results := pattern.search(item.text)):
                return results["name"], (_evidence(rule, confidence, results, item.start, "site"),)
    hint = draft.page.document.hints.get("site")
    return (hint, (Evidence("site", hint, "hint", 0.6),)) if hint else (None, ())
