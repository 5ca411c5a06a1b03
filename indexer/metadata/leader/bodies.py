"""Bodies: find the organisation or place that a post belongs to, and the post without it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from engine.text.gazetteer import gazetteer
from indexer.entities.posts import TAIL
from indexer.metadata.leader.post_chains import Chain, Post
from indexer.metadata.town.resolution import Place
from indexer.metadata.town.towns import PlaceSurvey

# Words that end a body's possible range on its left: 仪式由…, 赴…调研的…
_STOP = re.compile(
    r"[由在的了着到被让赴据请向以]|与(?!会)|和(?!平|谐|美|县|田|顺|政|龙|林|静|硕)|同(?!心|仁|济|安|江|德|志)|对(?!外|口|台)|给|经(?!济|开|信|贸|营|管|发)"
    r"|随(?!州|县)|是|为(?!民)|去|受|以及|及(?!时)|邀请|陪同|时任|现任|会见|看望|慰问|介绍|作为|身为|包括|其中|代表(?!大会)|来自|率领|带领"
    r"|联合(?!会|国)|通过|采访|告诉|日前|近日|昨[天日]|今[天日]|当[天日]|随后|[上下]午|\d[日时分月年]|本报讯|记者|暨|兼"
)
# Maximum number of places before a post that are considered.
MAX_PLACES_BEFORE = 30
_DEICTIC = re.compile(r"^(?:该|本|我|全|各|其|原|前)(?=[省市区县州旗镇乡村街社校局院])|^[ ]+")
LEVEL = re.compile(r"^(?:省|自治区|市|区|县|州|旗|盟|镇|乡|街道|村|社区)")


# 人民政府副县长, 市政府常务副市长: the government is implied by the post
_OF_GOVERNMENT = re.compile(
    r"^[省市区县州旗镇乡]?(?:人民)?政府(?=(?:党组|常务|代理|[副代]){0,2}[省市区县州旗盟镇乡]长)"
)
# 常务副校长(副厅长级)
_BRACKETS = re.compile(r"(?<=.)[(（][^()（）]{1,8}[)）]$")
# 共青团马鞍山市委书记
_YOUTH = re.compile(r"(?:共青)?团$")
# 公安局长 is the head of a 公安局.
_FUSED = "局厅处科股校院所站"
_OF_PLACES = frozenset(["总工", "工会", "妇联", "团委", "人大", "政协", "纪委", "监委", "组织", "宣传", "统战", "政法"])
_BARE = frozenset("局校院厅委会社所站组队")
LEVELS = "省市区县州旗盟镇乡"
# 石板河村 in 背孜乡石板河村
_VILLAGE = re.compile(r"(?<=[镇乡道县区])[\u4e00-\u9fff]{2,5}?(?:村|社区)")


@dataclass(frozen=True, slots=True)
class Office:
    """A post without its body, at `start` to `end` of the text with it; `body` is None if the text leaves it open."""

    start: int
    end: int
    post: str
    body: str | None


def find_offices(chain: Chain, start: int, survey: PlaceSurvey) -> tuple[Office, ...]:
    """Return the offices of a chain.

    A post without a body of its own gets that of the previous post, or else of the next one.
    """
    offices: list[Office] = []
    text = survey.passage.folded
    for number, post in enumerate(chain.posts):
        low = max(start, post.start)
        office = _office(post, begin_of(survey, low, post.head), survey)
        if office.body is None and offices:
            # 县委办主任、总工会主席: the union belongs to the county, not to the office
            of_places = [before.body for before in offices if before.body and before.body[-1] in LEVELS]
            organ = text[low : low + 2] in _OF_PLACES
            office = replace(office, body=of_places[-1] if organ and of_places else offices[-1].body)
        offices.append(office)
        if offices[0].body is None and office.body is not None and number:
            offices = [office if office.body else replace(office, body=offices[number].body) for office in offices]
    return tuple(offices)


def begin_of(survey: PlaceSurvey, start: int, head: int) -> int:
    """Return the start of a post's words, between `start` and its noun at `head`."""
    text = survey.passage.folded
    covered = [(p.start, p.end) for p in places_in(survey, start, head)]
    at = start
    for stop in _STOP.finditer(text, start, head):
        if not any(first <= stop.start() < last for first, last in covered):
            at = stop.end()
    match = _DEICTIC.match(text[at:head])
    return at + match.end() if match else at


def places_in(survey: PlaceSurvey, start: int, end: int) -> Sequence[Place]:
    """Return the places that begin from `start` to before `end`, by binary search."""
    places = survey.places
    return places[bisect_left(places, start, key=_start) : bisect_left(places, end, key=_start)]


def _start(place: Place) -> int:
    return place.start


def _office(post: Post, begin: int, survey: PlaceSurvey) -> Office:
    text = survey.passage.folded
    noun = text[post.head : post.end]
    tail = TAIL.search(text, begin, post.head)
    cut = tail.start() if tail else post.head
    body = text[begin:cut]
    level = next(
        (organ for organ in (text[cut : cut + 2], noun) if organ[:1] in LEVELS and organ[1:2] in "委长领"), ""
    )[:1]
    if place := _place_at(survey, begin, cut):
        # 海淀区委常委: the place and the committee share a character, which the post keeps.
        youth = "团" if _YOUTH.search(text, begin, place.start) else ""
        return Office(begin, post.end, youth + _words(survey, cut, post), gazetteer().names[place.code])
    if LEVEL.fullmatch(body):
        return Office(begin, post.end, _words(survey, begin, post), _nearest(survey, body, begin))
    if body in _BARE:
        return Office(begin, post.end, _words(survey, cut, post), None)
    if not body:
        return Office(begin, post.end, _words(survey, cut, post), _nearest(survey, level, begin) if level else None)
    whole = survey.passage.text[begin:cut]
    if noun[0] in _FUSED and noun[1:2] == "长" and cut == post.head and not body.endswith(noun[0]):
        whole += noun[0]
    leading = LEVEL.match(body)
    if leading and (outer := _nearest(survey, leading.group(), begin)):
        whole = outer + whole[leading.end() :]
    return Office(begin, post.end, _words(survey, cut, post), whole)


def _words(survey: PlaceSurvey, start: int, post: Post) -> str:
    """Return the post as displayed: 副县长 for 人民政府副县长."""
    words = "".join(survey.passage.text[start : post.end].split())
    return _BRACKETS.sub("", _OF_GOVERNMENT.sub("", words))


def _place_at(survey: PlaceSurvey, begin: int, cut: int) -> Place | None:
    """Return the place whose name ends at `cut`, or shares the character there with the post."""
    return next((p for p in places_in(survey, begin, cut + 1) if p.end in (cut, cut + 1)), None)


def _nearest(survey: PlaceSurvey, level: str, at: int) -> str | None:
    """Return the place of this level named last before `at`, else the one that the article is about."""
    names = gazetteer().names
    if level in ("村", "社区"):
        villages = [m.group() for m in _VILLAGE.finditer(survey.passage.folded, max(0, at - 400), at)]
        return villages[-1] if villages and villages[-1].endswith(level) else None
    before = bisect_left(survey.places, at, key=_start)
    for place in reversed(survey.places[max(0, before - MAX_PLACES_BEFORE) : before]):
        if place.end <= at and names[place.code].endswith(level):
            return names[place.code]
    for code in (*survey.about, survey.home or ""):
        for part in reversed(gazetteer().lineage(code)):
            if names[part].endswith(level):
                return names[part]
    return None
