"""Complete bodies from what the text said before: the posts of the same person, other posts, the full name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.text.gazetteer import gazetteer
from indexer.entities.posts import ORGAN

LEVELS = "省市区县州旗盟镇乡"
# Organs that stay with the post where they stand without their place: 县委常委、组织部部长
_SHORT_ORGAN = re.compile(r"(?:组织|宣传|统战|社会工作)部|管委会|管理委员会")
# A part of the body before it: 公安局党委委员、政工室主任
_PART = re.compile(r"[\u4e00-\u9fff]{1,9}(?:室|科|处|股|司|办公厅|病区|(?<!总)支队|大队|中队|分公司)$")
_WHOLE = re.compile(r"(?:局|院|厅|委|会|部|中心|公司|大学|学校|支队|大队|人武部|军分区|司令部|办公厅)$")
# 市委委员、常委、副书记: all of the committee
_COMMITTEE = re.compile(r"^[省市区县州旗盟]委(?:委员|常委|副?书记)$")
_MEMBER = frozenset(["委员", "常委", "副书记", "书记"])
# Common nouns that stand for a body named before: 公司, 该协会
_COMMON = re.compile(
    r"(?:该|本)?(有限公司|公司|集团|协会|学会|商会|互助会|医院|学校|中心|领导小组|合作社|研究会|基金会|专业合作社|总队|支队|大队)$"
)
_FULL_NAME = re.compile(r"[\u4e00-\u9fff()A-Za-z“”]{2,24}$")
# Words before the name of a body.
_LEADING = re.compile(r"[由在到让赴请向对给是为去]|(?<!数)据|位于|来自|走进|邀请|记者|了解|[和与及](?=.{6})")
# 大队长 · 局长: heads of a body that ends so.
_HEAD = re.compile(r"^(?:原|前|代|副|常务)*((?:[大支总中]队)|[局厅处科所院站校社台馆])长$")
_SAME_PARTY = re.compile(
    r"^(?:党(?:委|组|总支|支部)|副?书记|常务副|副|第一|[一二三四]级|成员|理事|政委|政治|教导员|纪委|专职)"
)
_SENTENCE = re.compile(r"[。;!?\n]")
MAX_DISTANCE, MAX_NAME_DISTANCE, MAX_PLACE_CHARS = 300, 1500, 12


@dataclass(frozen=True, slots=True)
class Office:
    """A post without its body, at `start` to `end` of the text with it; `body` is None if the text leaves it open."""

    start: int
    end: int
    post: str
    body: str | None


def with_body_before(office: Office, before: Sequence[Office], known: Sequence[str]) -> Office:
    """Complete an office by those before it in its chain, and by `known`, the bodies of the same person's posts."""
    bodies = [*known, *(other.body for other in before if other.body)]
    if not bodies:
        return office
    places = [body for body in bodies if body[-1] in LEVELS or body.endswith("街道")]
    if office.body is None:
        if before and before[-1].body and office.post in _MEMBER and _COMMITTEE.match(before[-1].post):
            return replace(office, body=before[-1].body + "委")
        return replace(office, body=bodies[-1])
    if _SHORT_ORGAN.fullmatch(office.body):
        return replace(office, post=office.body + office.post, body=(places or bodies)[-1])
    if ORGAN.fullmatch(office.body):
        return replace(office, body=(places or bodies)[-1] + office.body)
    if _PART.fullmatch(office.body) and _WHOLE.search(bodies[-1]) and not begins_with_place(office.body):
        return replace(office, body=bodies[-1] + office.body)
    return office


def begins_with_place(body: str) -> bool:
    """Return True if a body names its place: 武汉市消防救援支队."""
    return any(body[:size] in gazetteer().full for size in range(2, min(len(body), MAX_PLACE_CHARS)))


def with_body_of_others(office: Office, text: str, seen: Sequence[Office]) -> Office:
    """Complete an office without a body by the offices of others: 大队教导员王林、大队长李森."""
    if office.body or not seen:
        return office
    head = _HEAD.match(office.post)
    for other in reversed(seen[-12:]):
        if office.start - other.end > MAX_DISTANCE or not other.body:
            break
        if head and other.body.endswith(head[1]):
            return replace(office, body=other.body)
        if not head and _SENTENCE.search(text, other.end, office.start):
            break
        if not head and _SAME_PARTY.match(office.post):
            return replace(office, body=other.body)
    return office


def full_name(body: str, text: str, begin: int) -> str:
    """Return the body in the form that the text used before, where only its common noun is repeated: 公司."""
    common = _COMMON.fullmatch(body)
    if not common:
        return body
    low = max(0, begin - MAX_NAME_DISTANCE)
    at = text.rfind(common[1], low, begin)
    while at > 0:
        match = _FULL_NAME.search(text, max(0, at - 24), at)
        named = _LEADING.split(match.group())[-1] if match else ""
        if len(named) > 1 and not named.startswith(("该", "本", "全", "各")):
            return named + common[1]
        at = text.rfind(common[1], low, at)
    return body
