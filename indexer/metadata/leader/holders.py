"""Holders: find the persons that hold the posts of a chain, and distinguish current from past posts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.entities.name_spans import is_varied
from indexer.entities.person_names import MIN_LISTED, NameSpan, is_family, is_repeated, read_name, read_name_before
from indexer.entities.posts import HEAD, find_tail
from indexer.metadata.leader.careers import Careers
from indexer.metadata.leader.post_chains import Chain, find_chains
from indexer.metadata.leader.word_check import is_word

# Verbs of appointment: 同志任 · 已担任 · 当选为 · 不再担任. Longer words first.
_VERB = re.compile(
    r"(?P<leaves>不再(?:担任|兼任|任)|卸任|辞去|此前(?:担任|任|是)|时任)"
    r"|(?P<removed>免去|撤销|罢免)"
    r"|(?P<past>原任|曾任|历任|曾担任|曾先后任|先后任|先后担任|先后在|历次任|早年任)"
    r"|(?P<coming>拟任|拟提名为?|拟提名担任|提名为|推荐为)"
    r"|(?P<holds>现任|现为|目前担任)"
    r"|(?P<takes>(?:任命|当选|推选|选举|聘任|聘请|增补|补选|决定)?为|[转调升改接续连兼新出担履获]任|出任|担任|当选|晋升|成为|任(?!命|免|前|职|期|务|何|意)|是|系|作为|身为)"
)
# Marks of a sentence about the past: 2014年9月任 · 今年1月 · 曾 · 早年. A day marks it as news: 7月17日
_HISTORY = re.compile(
    r"曾|先后|历任|早年|此前(?!已)|之前|当时|其间|期间任|(?:年|年初|年底|月|月起|月底|年起|后来|后|起)$|去年|前年|今年\d{1,2}月(?!\d)|\d{4}年(?!\d{1,2}月\d{1,2}日)"
)
# Probabilities of a rare name, and of one that supports it.
MIN_UNUSUAL, MIN_CERTAIN = 0.03, 0.9
_CLAUSE = re.compile(r"[。;!?\n]")
# Verbs that precede the name: 免去王林的局长职务
_OF = ("免去", "撤销", "罢免")
_AND = re.compile(r"[、]|以及|[和与及]")
_SPACE = re.compile(r" ")
# 王林(女)同志的
_WHOSE = re.compile(r"(?:同志)?(?:\([^()\n]{1,4}\))?的?")
_ENDS = re.compile(r"[、,。;:\n ()“”和与及]")
IS_HAN = re.compile(r"[\u4e00-\u9fff]")
# Characters before a post that may also be a family name: 区书记, 原书记
_NO_FAMILY = frozenset("省市区县州旗盟镇乡村街总代原前国")
# Between a name and the verb: 张林已(调任) · 王林,女,(任)
_BETWEEN = re.compile(r"(?:同志)?,?(?:此前|目前|现)?(?:已经?|现|将|拟|又|也)?")
# 王林利用(担任局长的职务便利) · 王林在先后(担任局长期间)
_ABUSES = re.compile(r"(?:先后)?(?:利用|在)(?:其)?(?:先后)?$")
# Before the names of a list: 副省长还有王林、李森
_LISTS = re.compile(r"还有|包括|分别[是为]|共有|有")
# Before and after posts that follow the names of a list: 领导有王林会长、李森副会长
_CALLED_BEFORE = frozenset("有、是和为:,。")
_CALLED_AFTER = frozenset("、,。;和等\n")
_LIST_MARKS = frozenset("、,。;\n")


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person with the posts of a chain. `start` is the earliest possible start of the first post.

    `kind` is "titled" (区长王林), "took", "holds", "coming", "left", "removed" or "past".
    """

    name: NameSpan
    chain: Chain
    start: int
    kind: str


class _Reader:
    """Reads the chains of a text in order; remembers who was named last."""

    def __init__(self, text: str) -> None:
        self.text, self.careers = text, Careers(text)
        self.before: NameSpan | None = None
        self.last: Tenure | None = None

    def read(self, chain: Chain) -> list[Tenure]:
        """Return the tenures of a chain."""
        start = max(chain.start, self.before.end if self.before else 0)
        if start > chain.posts[0].head:
            return []
        tenures = (
            list(_in_brackets(self.text, chain))
            or list(_name_before_title(self.text, chain, start))
            or list(_name_after_verb(self.text, chain, start, self.before))
            or list(self._of_subject(chain, start))
            or list(_name_called(self.text, chain, start))
        )
        tenures = [tenure for tenure in tenures if not is_word(self.text, tenure.name)]
        for tenure in tenures:
            self.careers.know(tenure.name)
            if tenure.name.end > chain.end:
                self.before = tenure.name
        self.last = tenures[-1] if tenures else None
        return tenures

    def _of_subject(self, chain: Chain, start: int) -> Iterator[Tenure]:
        """Yield the posts of the person spoken of before: 历任镇长;县委副书记 · 2005年至2008年,县长."""
        last = self.last
        if last and last.kind in ("past", "took", "holds") and last.chain.end <= chain.start:
            between = self.text[last.chain.end : chain.start]
            if between in (",", ";", "、", ",兼", ""):
                verb = _last_verb(self.text, start, chain.posts[0].head)
                kind = _kind(self.text, verb, start, True) if verb else last.kind
                yield Tenure(last.name, chain, verb.end() if verb else chain.start, kind)
                return
        if career := self.careers.find(chain.start, chain.posts[0].head, start):
            yield Tenure(career.name, chain, max(start, career.end), "holds" if career.is_now else "past")


def find_tenures(text: str) -> Iterator[Tenure]:
    """Yield all tenures in folded text, in the order of their posts."""
    reader = _Reader(text)
    for chain in find_chains(text):
        yield from reader.read(chain)


def _in_brackets(text: str, chain: Chain) -> Iterator[Tenure]:
    """Yield the name before posts in brackets: 王林(县委书记)."""
    opened = text.rfind("(", max(0, chain.start - 1), chain.posts[0].head)
    if (
        opened < 2
        or text.find(")", opened, chain.posts[0].head) > 0
        or text[chain.end : chain.end + 1] not in (")", ",")
    ):
        return
    name = read_name_before(text, max(0, opened - 12), opened)
    if name:
        yield Tenure(name, chain, opened + 1, "titled")


def _name_before_title(text: str, chain: Chain, start: int) -> Iterator[Tenure]:
    """Yield names right after the posts: 区长王林 · 副主席王林、李森 · 书记 王林: · 担任局长的王林 · 书记是王林."""
    if _is_address(text, chain, start):
        return
    at, kind = chain.end, "titled"
    verb = _last_verb(text, start, chain.posts[0].head)
    if verb and verb.group() in ("原任", "时任", "此前任", "此前担任"):
        kind = "past" if verb.group() == "原任" else "left"
    if text.startswith("的", at):
        if not verb or verb.group() in _OF:
            return
        at, kind = at + 1, _kind(text, verb, start, True)
        start = verb.end()
    elif text.startswith("是", at) and (name := read_name(text, at + 1)) and text[name.end : name.end + 1] in "。,;":
        at += 1
    elif listing := _LISTS.match(text, at):
        first = read_name(text, listing.end(), MIN_UNUSUAL)
        at = listing.end() if first and text.startswith("、", first.end) else at
    while text.startswith((" ", ":"), at) and at - chain.end < 3:
        at += 1
    name = read_name(text, at) or _read_listed(text, at) or _read_repeated(text, at)
    if at > chain.end and kind == "titled" and name and name.confidence < MIN_LISTED:
        return
    while name:
        yield Tenure(name, chain, start, kind)
        joint = _AND.match(text, name.end) or _SPACE.match(text, name.end)
        name = read_name(text, joint.end(), MIN_UNUSUAL) if joint else None
        if name and (_is_post(text, name) or not (name.confidence >= MIN_LISTED or _is_listed(text, name))):
            name = None


def _read_listed(text: str, at: int) -> NameSpan | None:
    """Return a name that is too rare to be read alone but begins a list of names: 副区长时青、王林."""
    first = read_name(text, at, MIN_UNUSUAL)
    if not first or not text.startswith("、", first.end) or not is_family(text[at]):
        return None
    second = read_name(text, first.end + 1, MIN_UNUSUAL)
    if second and (second.confidence > MIN_CERTAIN or _is_listed(text, second)):
        return NameSpan(first.start, first.end, MIN_LISTED)
    return None


def _read_repeated(text: str, at: int) -> NameSpan | None:
    """Return a name that is too rare to be read once, but stands again in other surroundings: 区长沈山州."""
    name = read_name(text, at, MIN_UNUSUAL)
    if not name or not is_family(text[at]) or not is_varied(text, text[name.start : name.end]):
        return None
    return replace(name, confidence=MIN_LISTED)


def _is_listed(text: str, name: NameSpan) -> bool:
    """Return True if a possible name stands by itself between the marks of a list: 、郏少云、."""
    return is_family(text[name.start]) and text[name.end : name.end + 1] in _LIST_MARKS


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
            yield Tenure(name, chain, of.end(), "removed")
        return
    abuses = _ABUSES.search(text, start, verb.start()) if verb.lastgroup == "takes" else None
    end, low = (abuses or verb).start(), start if text[start - 1 : start] != "," else max(0, start - 12)
    if low == end and low and text[low - 1] == ")":
        low = max(0, text.rfind("(", 0, low) - 8)
    name = read_name_before(text, low, end)
    if name is None and before and before.end <= end and _BETWEEN.fullmatch(text, before.end, end):
        name = before
    if name is None:
        return
    kind = "past" if abuses else _kind(text, verb, start, True)
    while name:
        yield Tenure(name, chain, verb.end(), kind)
        if name.start < 1 or text[name.start - 1] != "、":
            break
        name = read_name_before(text, max(0, name.start - 16), name.start - 1)


def _name_called(text: str, chain: Chain, start: int) -> Iterator[Tenure]:
    """Yield a name with the bare title after it: 王林县长 · 有王林会长、李森副会长."""
    found = []
    for post in chain.posts:
        cut = find_tail(text, max(start, post.start), post.head)
        name = read_name_before(text, max(start, post.start, cut - 8), cut)
        if not name:
            return
        before, after = text[name.start - 1 : name.start], text[post.end : post.end + 1]
        is_listed = before in _CALLED_BEFORE and after in _CALLED_AFTER and len(chain.posts) > 1
        is_called = name.start == max(start, post.start) and name.confidence >= MIN_LISTED and is_repeated(text, name)
        if not is_listed and not is_called:
            return
        found.append(Tenure(name, Chain(cut, post.end, (replace(post, start=cut),)), cut, "titled"))
    yield from found
