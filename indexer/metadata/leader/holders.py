"""Holders: find the persons that hold the posts of a chain, and distinguish current from past posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.entities.name_spans import MIN_LISTED_WEIGHT, NameSpan, is_repeated, read_name, read_name_before
from indexer.entities.person_names import is_family
from indexer.entities.posts import HEAD
from indexer.metadata.leader.post_chains import Chain, find_chains

# Verbs of appointment: 同志任 · 已担任 · 当选为 · 不再担任. Longer words first.
_VERB = re.compile(
    r"(?P<leaves>不再(?:担任|兼任|任)|卸任|辞去|免去|撤销|罢免|此前(?:担任|任|是)|原任)"
    r"|(?P<past>曾任|历任|曾担任|曾先后任|先后任|先后担任|先后在|历次任|早年任)"
    r"|(?P<holds>现任|现为|拟任|拟提名为?|拟提名担任)"
    r"|(?P<takes>(?:任命|当选|提名|推选|选举|聘任|聘请|增补|补选|决定)?为|[转调升改接续连兼新出担履获]任|出任|担任|当选|晋升|任(?!命|免|前|职|期|务|何|意)|是|系|作为|身为)"
)
# Marks of a sentence about the past: 2014年9月任 · 今年1月 · 曾 · 早年. A day marks it as news: 7月17日
_HISTORY = re.compile(
    r"曾|先后|历任|早年|此前|之前|当时|其间|期间任|(?:年|年初|年底|月|月起|月底|年起|后来|后|起)$|去年|前年|今年\d{1,2}月(?!\d)|\d{4}年(?!\d{1,2}月\d{1,2}日)"
)
# 王林,男,汉族,1970年
_SUBJECT = re.compile(r"(?<![\u4e00-\u9fff])([\u4e00-\u9fff·]{2,12})(?:同志)?,(?:男|女|\d{4}年)")
# Verbs that precede the name: 免去王林的局长职务
_OF = ("免去", "撤销", "罢免")
_AND = re.compile(r"[、]|以及|[和与及]")
_SPACE = re.compile(r" ")
# 王林(女)同志的
_WHOSE = re.compile(r"(?:同志)?(?:\([^()\n]{1,4}\))?的?")
_ENDS = re.compile(r"[、,。;:\n()“”和与及]")
IS_HAN = re.compile(r"[\u4e00-\u9fff]")
# Characters before a post that may also be a family name: 区书记, 原书记
_NO_FAMILY = frozenset("省市区县州旗盟镇乡村街总代原前")
_CLAUSE = re.compile(r"[。;!?\n]")


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person with the posts of a chain. `start` is the earliest possible start of the first post.

    `kind` is "titled" (区长王林), "took", "holds", "left" or "past".
    """

    name: NameSpan
    chain: Chain
    start: int
    kind: str


def find_tenures(text: str) -> Iterator[Tenure]:
    """Yield all tenures in folded text, in the order of their posts."""
    before: NameSpan | None = None
    for chain in find_chains(text):
        start = max(chain.start, before.end if before else 0)
        if start > chain.posts[0].head:
            continue
        tenures = (
            list(_name_before_title(text, chain, start))
            or list(_name_after_verb(text, chain, start, before))
            or list(_name_called(text, chain, start))
        )
        yield from tenures
        for holding in tenures:
            if holding.name.end > chain.end:
                before = holding.name


def _name_before_title(text: str, chain: Chain, start: int) -> Iterator[Tenure]:
    """Yield names right after the posts: 区长王林 · 副主席王林、李森 · 书记 王林: · 担任局长的王林."""
    if _is_address(text, chain, start):
        return
    at, kind = chain.end, "titled"
    verb = _last_verb(text, start, chain.posts[0].head)
    if text.startswith("的", at):
        if not verb or verb.group() in _OF:
            return
        at, kind = at + 1, _kind(text, verb, start, True)
        start = verb.end()
    while text.startswith((" ", ":"), at) and at - chain.end < 3:
        at += 1
    name = read_name(text, at)
    if at > chain.end and kind == "titled" and name and name.weight < MIN_LISTED_WEIGHT:
        return
    while name:
        yield Tenure(name, chain, start, kind)
        joint = _AND.match(text, name.end) or _SPACE.match(text, name.end)
        name = read_name(text, joint.end()) if joint else None
        if name and (name.weight < MIN_LISTED_WEIGHT or _is_post(text, name)):
            name = None


def _is_address(text: str, chain: Chain, start: int) -> bool:
    """Return True if a post addresses someone by family name, so that no name follows: 白书记来了."""
    head = chain.posts[0].head
    if len(chain.posts) > 1 or head == start or (head > 1 and IS_HAN.match(text, head - 2)):
        return False
    return is_family(text[head - 1]) and text[head - 1] not in _NO_FAMILY


def _is_post(text: str, name: NameSpan) -> bool:
    """Return True if an apparent further name is the beginning of another post: 、王庄村主任李森."""
    stop = _ENDS.search(text, name.end)
    end = min(stop.start() if stop else len(text), name.end + 20)
    return bool(HEAD.search(text, name.start + 1, end))


def _last_verb(text: str, start: int, end: int) -> re.Match[str] | None:
    verbs = list(_VERB.finditer(text, start, end))
    return verbs[-1] if verbs else None


def _kind(text: str, verb: re.Match[str], start: int, has_name: bool) -> str:
    kind = verb.lastgroup or ""
    if kind != "takes":
        return {"leaves": "left"}.get(kind, kind)
    clause = start
    for stop in _CLAUSE.finditer(text, max(0, start - 80), start):
        clause = stop.end()
    clause = max(clause, start - 80)
    return "past" if not has_name or _HISTORY.search(text, max(0, clause), verb.start()) else "took"


def _name_after_verb(text: str, chain: Chain, start: int, before: NameSpan | None) -> Iterator[Tenure]:
    """Yield names before a verb and the posts: 王林同志任区委书记 · 免去王林的局长职务 · 王林、李森拟任."""
    verb = _last_verb(text, start, chain.posts[0].head)
    if not verb:
        begin = start + len(text[start : start + 3]) - len(text[start : start + 3].lstrip())
        name = read_name(text, begin) if text.startswith("职务", chain.end) else None
        if name and text.startswith("的", name.end):
            yield Tenure(name, chain, name.end + 1, "left")
        return
    if verb.group() in _OF:
        name = read_name(text, verb.end())
        of = _WHOSE.match(text, name.end) if name else None
        if name and of:
            yield Tenure(name, chain, of.end(), "left")
        return
    end, low = verb.start(), start
    if low == end and low and text[low - 1] == ")":
        low = max(0, text.rfind("(", 0, low) - 8)
    name = read_name_before(text, low, end)
    if name is None and before and before.end == end:
        name = before
    if name is None:
        if verb.lastgroup == "holds" and (subject := _subject(text, verb.start())):
            yield Tenure(subject, chain, verb.end(), "holds")
        return
    kind = _kind(text, verb, start, True)
    while name:
        yield Tenure(name, chain, verb.end(), kind)
        if name.start < 1 or text[name.start - 1] != "、":
            break
        name = read_name_before(text, max(0, name.start - 16), name.start - 1)


def _subject(text: str, end: int) -> NameSpan | None:
    """Return the subject of a curriculum vitae: the last person whose details are given before `end`."""
    for match in reversed(list(_SUBJECT.finditer(text, max(0, end - 400), end))):
        name = read_name(text, match.start(1))
        if name and name.end == match.end(1):
            return name
    return None


def _name_called(text: str, chain: Chain, start: int) -> Iterator[Tenure]:
    """Yield a name with the bare title after it: 王林县长."""
    post = chain.posts[0]
    if len(chain.posts) > 1 or post.head - start not in (2, 3):
        return
    name = read_name_before(text, start, post.head)
    if name and name.start == start and name.weight >= MIN_LISTED_WEIGHT and is_repeated(text, name):
        yield Tenure(NameSpan(name.start, post.head, name.weight), chain, post.head, "titled")
