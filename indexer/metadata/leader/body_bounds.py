"""Where the name of a body begins in the text before a post."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from engine.text.gazetteer import gazetteer
from indexer.metadata.town.towns import Place, PlaceSurvey

# Words that end a body's possible range on its left: 仪式由…, 赴…调研的…
_STOP = re.compile(
    r"[由在的了着到被让赴请]|(?<!数)据|按照|根据|(?<![方意动走去趋取])向(?!阳|日|上|东|西|南|北)|以(?!色列)|同(?!心|仁|济|安|江|德|志)|[对针](?!外|口|台|对|接)|给"
    r"|是|为(?!民)|去|受|以及|邀请|陪同|时任|现任|原任|曾任|会见|看望|慰问|介绍|作为|身为|包括|其中|代表(?!大会|团|处|队)|来自|率领|带领"
    r"|联合(?!会|国)|通过|采访|告诉|日前|近日|目前|昨[天日]|今[天日]|当[天日]|随后|[上下]午|\d[日时分月年号]|本报讯|记者|暨(?!南)|兼|摄(?!影|像|制)|援引|送予|(?<![不超通经])过(?=[\u4e00-\u9fff]{2,6}[市区县州])|查处|调查|例如|公布|欢迎|解雇|提名|继续|做好|(?<!财)经(?=[省市区县州])"
    r"|参加|出席|担任|成为|当选|任命|聘请|分别|一位|一名|视为|案件系|国民党籍|挂点|[曾历]任|[年月日起后]任"
    r"|宣判|举报|当即|而(?=[\u4e00-\u9fff]{4})|[\d一两二三四五六七八九十数多几]名|\d[.、]|\s"
)
# 和 · 与 between two parties: 王林和县教育局局长, but not 文化和旅游局局长
_AND = re.compile(
    r"(?:(?<=专家)|(?<=代表)|(?<=人员)|(?<=群众)|(?<=干部)|(?<=职工)|(?<=学者)|(?<=村民)|(?<=负责人))[和与及]"
    r"|[和与及](?=(?:[省市区县州旗镇乡村]|街道|社区|有关|相关|部分|各)(?!.?[局厅部办])|$)"
    r"|[和与](?=[^和与]?[省市区县州旗镇乡](?:委|政府|人大|政协|长))"
)
_DEICTIC = re.compile(
    r"^(?:[该本我全各其原前](?=[省市区县州旗镇乡村街社校局院公所]))+|^中共(?!中央)"
    r"|^(?:[ ·丨|]|并[与和]?|还[与和]|又|及|[与和](?=中))+"
)
# 王林与|通州区文化馆, but not 和 in the name of a place
_WITH = re.compile("[和与及暨]")
MAX_PLACE_CHARS = 9
_IN_BRACKETS = re.compile(r"\([^()]{1,16}\)")
# Words of bodies; a longer text without any before a place is not part of the body: 时全力做好|清河县政府
BODY_WORD = re.compile(r"[局院会部厅委司团社所心行校厂馆队军党站处科室网报]|中国|国家|中央|全国|公司|集团")
MAX_LEAD_CHARS = 4


def begin_of(survey: PlaceSurvey, start: int, head: int) -> int:
    """Return the start of a post's words, between `start` and its noun at `head`."""
    text = survey.passage.folded
    brackets = [match.span() for match in _IN_BRACKETS.finditer(text, start, head)] if "(" in text[start:head] else []
    places = [(p.start, p.end) for p in places_in(survey, start, head)]
    covered = [*(p for p in places if not any(low < p[0] < high for low, high in brackets)), *brackets]
    at = start
    for pattern in (_STOP, _AND):
        for stop in pattern.finditer(text, start, head):
            if stop.end() > at and not any(first <= stop.start() < last for first, last in covered):
                at = stop.end()
    for joint in _WITH.finditer(text, at + 1, head):
        if _names_place(text, joint.end()) and not any(first <= joint.start() < last for first, last in covered):
            at = joint.end()
    if at == start and text[at : at + 1] in ("和", "与", "及") and at and text[at - 1] not in " 、,。;\n":
        at += 1
    if at > start and any(text[at - 1 : at + size] in gazetteer().full for size in (2, 3, 4)):
        at -= 1  # 和平街道, 长顺县
    match = _DEICTIC.match(text[at:head])
    at += match.end() if match else 0
    first = next((low for low, _ in covered if low > at + MAX_LEAD_CHARS and text[low] != "("), at)
    return first if first > at and not BODY_WORD.search(text, at, first) else at


def _names_place(text: str, at: int) -> bool:
    """Return True if the full name of a place begins at `at`."""
    return any(text[at : at + size] in gazetteer().full for size in range(3, MAX_PLACE_CHARS))


def places_in(survey: PlaceSurvey, start: int, end: int) -> Sequence[Place]:
    """Return the places that begin from `start` to before `end`, by binary search."""
    places = survey.places
    return places[bisect_left(places, start, key=place_start) : bisect_left(places, end, key=place_start)]


def place_start(place: Place) -> int:
    """Return where a place begins."""
    return place.start
