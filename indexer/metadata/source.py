"""Find the outlet that published an article, and the site that hosts it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.article import Evidence
from indexer.document import Draft
from indexer.entities.byline import read_line, read_opening
from indexer.entities.datelines import read_dateline
from indexer.entities.outlets import NO_OUTLETS, WORD, is_outlet
from indexer.entities.person_names import is_name
from indexer.metadata.authors import behind_outlet
from indexer.metadata.credits import REPRINT_NOTICE, read_credits
from indexer.metadata.margins import Margin, read_margins

# 2024-09-21 16:22 腾讯-文明北京
AFTER_STAMP = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s{0,3}\d{1,2}:\d{2}(?::\d{2})?[ \u3000\t]{1,4}"
    r"(?P<name>[^\s:：>＞|]{2,20})(?=\s|$)"
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
# 某地公安-优质公众号推荐--点「
PROMOTION = re.compile(r"(?<=.)[-－—]{1,2}[^-－—]{0,8}(?:公众号|推荐|关注).*")
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
    candidates = sorted(_candidates(draft), key=lambda evidence: -evidence.sure)
    return (candidates[0].value, tuple(candidates)) if candidates else (None, ())


def _candidates(draft: Draft) -> Iterator[Evidence]:
    margins = read_margins(draft)
    yield from _from_labels(margins)
    for margin in margins:
        for rule, name, sure in ((ISSUE, "issue", 0.85), (REPRINT, "reprinted from", 0.8)):
            yield from _matches(rule, name, sure, margin.text, margin.start)
        stamp = AFTER_STAMP.search(margin.text)
        if stamp and not BUTTONS.search(stamp["name"]) and not is_name(stamp["name"]):
            yield _evidence("after the stamp", 0.85, stamp, margin.start)
    yield from _from_stamps(margins)
    for line in draft.block.byline:
        byline = read_opening(f"{line.text}。") or read_line(line.text, plain=True)
        if byline and byline.outlet:
            yield Evidence("source", byline.outlet, "byline", 0.7, line.text, line.start, line.end)
        elif OWN_PAPER.search(line.text[:20]):
            yield from _own_paper(draft)
    if draft.block.body:
        first, last = draft.block.body[0], draft.block.body[-1]
        yield from _matches(ACCORDING, "according to", 0.5, first.text[:60], first.start)
        tail = SIGNATURE.search(last.text[-30:])
        if tail and is_outlet(tail["name"]):
            yield _evidence("signed", 0.6, tail, last.end - len(last.text[-30:]))
    hint = draft.page.document.hints.get("source")
    if hint:
        yield Evidence("source", hint.strip(), "hint", 0.65)


def _from_labels(margins: tuple[Margin, ...]) -> Iterator[Evidence]:
    """Yield the values of 来源： and 稿源：, those above the text first."""
    for credit in read_credits(margins, "source"):
        value = name_source(credit.value[: behind_outlet(credit.value)])
        if value:
            sure = {"head": 0.95, "tail": 0.9, "page": 0.75}[credit.place]
            start = credit.value_start
            yield Evidence(
                "source", value, f"label {credit.label}", sure, credit.value, start, start + len(credit.value)
            )


def _from_stamps(margins: tuple[Margin, ...]) -> Iterator[Evidence]:
    """Yield the outlets in datelines, and the newspaper's name at the head of a page with a dateline."""
    read = [
        (margin, [(read_dateline(line), line, start) for line, start in margin.lines()])
        for margin in margins
        if not REPRINT_NOTICE.search(margin.before)
    ]
    stamped = {margin.place for margin, stamps in read if any(stamp and stamp.sure for stamp, _, _ in stamps)}
    for margin, stamps in read:
        for stamp, line, start in stamps if margin.place in stamped else ():
            if stamp and stamp.outlet:
                low, high = stamp.outlet
                name = re.sub(r"(?<=报)社$", "", line[low:high])
                sure = 0.8 if margin.place != "page" else 0.6
                yield Evidence("source", name, "stamp", sure, line, start + low, start + high)


def _own_paper(draft: Draft) -> Iterator[Evidence]:
    """Yield the newspaper of a staff reporter (本报记者), if the site is a newspaper's: 某某报网 -> 某某报."""
    site, found = find_site(draft)
    if site and site.endswith("报网"):
        yield Evidence("source", site[:-1], "本报 on its own site", 0.5, found[0].quote, found[0].start, found[0].end)


def name_source(value: str) -> str | None:
    """Return the outlet in the value of a label, None if it names none: 综合自《某某报》 -> 某某报, 网络 -> None."""
    value = re.split(r"[\s，,；;|｜丨、]", value.strip())[0]
    value = re.sub(r"^(?:综合自?|微信公众号|公众号)[:：]?", "", value) or value
    value = re.sub(r"(?<=.)综合.*", "", value)
    value = PROMOTION.sub("", value)
    if titled := re.search(r"《([^》]{2,14})", value):  # 融媒《直播某地》
        value = titled[1]
    value = value.strip("《》“”\"'【】[]()（）-—")
    value = re.sub(r"(?:微信公众号|公众号)$", "", value) or value
    if value in NO_OUTLETS or not 2 <= len(value) <= 24 or re.search(r"https?|www\.|[?？!！]", value):
        return None
    return value


def _matches(rule: re.Pattern[str], name: str, sure: float, text: str, start: int) -> Iterator[Evidence]:
    results = rule.search(text)
    if results:
        yield _evidence(name, sure, results, start)


def _evidence(rule: str, sure: float, match: re.Match[str], start: int, field: str = "source") -> Evidence:
    value = re.sub(r"\s", "", match["name"])
    return Evidence(field, value, rule, sure, match[0], start + match.start(), start + match.end())


def find_site(draft: Draft) -> tuple[str | None, tuple[Evidence, ...]]:
    """Return the site of the page, from its copyright notice or breadcrumbs, None if it is not named."""
    for rule, sure, pattern in SITES:
        for item in draft.page.furniture:
            if item.end > item.start and (results := pattern.search(item.text)):
                return results["name"], (_evidence(rule, sure, results, item.start, "site"),)
    hint = draft.page.document.hints.get("site")
    return (hint, (Evidence("site", hint, "hint", 0.6),)) if hint else (None, ())
