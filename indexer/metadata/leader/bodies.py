"""Bodies: find the organisation or place that a post belongs to, and the post without it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from engine.text.gazetteer import gazetteer
from indexer.entities.posts import ORGAN, find_tail
from indexer.metadata.leader.body_bounds import BODY_WORD as _BODY_WORD
from indexer.metadata.leader.body_bounds import begin_of, place_start, places_in
from indexer.metadata.leader.body_context import LEVELS, Office, full_name, with_body_before, with_body_of_others
from indexer.metadata.leader.body_mentions import mentioned_body
from indexer.metadata.leader.post_chains import Chain, Post
from indexer.metadata.town.towns import Place, PlaceSurvey

# Maximum number of places before a post that are considered.
MAX_PLACES_BEFORE = 30
# Lengths of the codes of places of a level: no district is 莘庄工业区.
_CODE_LENGTHS = {**dict.fromkeys(LEVELS, (6,)), "省": (2,), "市": (2, 4, 6), "州": (4,), "盟": (4,)}
_CODE_LENGTHS |= {"镇": (9,), "乡": (9,), "街道": (9,), "自治区": (2,)}
# Posts that show the level of their place: 区委书记, 副区长, 常务副市长
_HEADS_PLACE = re.compile(rf"(?:常务|代理|副|代|原|前)*([{LEVELS}])(?=[长委纪政人])|([{LEVELS}])")
LEVEL = re.compile(r"^(?:省|自治区|市|区|县|州|旗|盟|镇|乡|街道|村|社区)")
# 常务副校长(副厅长级)
_BRACKETS = re.compile(r"(?<=.)[(（][^()（）]{1,8}[)）]$")
# 武警某部上校政治委员 · 住建厅分管副厅长 · 市局原局长
_TRAILING = re.compile(r"(?:[大上中少]校|[上中少]将|分管|成员|(?<=[局院会委处所队部厅校站])原|[ ·])$")
# 公安局长 is the head of a 公安局.
_FUSED = "局厅处科股院所站部"
# A second name, which is no part of the body: 林草局(国家公园管理局)局长
_SECOND_NAME = re.compile(r"\([^()]{2,16}\)$")
_NO_HOSPITAL = re.compile(r"(?<![法医学察老利卫生画剧科究计影分])$")
_ORGAN_END = re.compile(r"(?:[局厅处科股院所站部委会办室]|中心|学校|大学|集团|公司|政府)$")
_BARE = frozenset("局校院厅委会社所站组队党")
# 石板河村 in 背孜乡石板河村
_VILLAGE = re.compile(r"(?<=[镇乡道县区])[\u4e00-\u9fff]{2,5}?(?:村|社区)")
# 青岛团市委 · 共青团九江市委
_YOUTH = re.compile(r"(?:共青团.{0,16}?[省市区县州]|团[省市区县州])委(?=(?:常务|专职|副|原){0,3}$)")
_ABROAD = re.compile(r"驻[\u4e00-\u9fff]{2,16}$")
# 教育工作党委 · 历史城区保护发展工委: committees of no other body
_PARTY = re.compile(r"(?:党委|工委|党工委)(?=.)")
_SYSTEM = re.compile(r"(?:工作|发展|行业|系统|组织)$")
# 有限公司营销(副总经理): a field of work, which belongs to the post
_FIELD = re.compile(r"(?<=公司|集团|银行|协会|大学|学院|医院)(?![及与和])[\u4e00-\u9fff]{1,3}[^系及]$")
# Posts that share a character with their place: 黔南|州委书记, and in Taiwan, which the gazetteer leaves out, 高雄|市长
_LEVELED = re.compile(rf"([{LEVELS}])[长委政人纪监]")
_TAIWAN = re.compile(r"(?:台[北中南东]|新北|桃园|高雄|基隆|新竹|嘉义|苗栗|彰化|南投|云林|屏东|宜兰|花莲|澎湖)$")
_TWICE = re.compile(r"([\u4e00-\u9fff]{2})\1$")
# Last characters of bodies that have a 负责人.
_HEADED = "局科处室所站院校社会司队部心厂店宿地园场坊馆团行委"


def find_offices(
    chain: Chain, start: int, survey: PlaceSurvey, known: Sequence[str] = (), seen: Sequence[Office] = ()
) -> tuple[Office, ...]:
    """Return the offices of a chain.

    A post without a body of its own gets that of the previous post, or else of the next one. `known` are the bodies of
    the same person's posts before, `seen` the offices of everybody before.
    """
    offices: list[Office] = []
    text = survey.passage.folded
    for number, post in enumerate(chain.posts):
        low = max(start, post.start)
        earlier = [other.body for other in (*seen, *offices) if other.body]
        office = _office(post, begin_of(survey, low, post.head), survey, earlier)
        office = with_body_before(office, offices, known)
        offices.append(office)
        if offices[0].body is None and office.body is not None and number:
            offices = [office if office.body else replace(office, body=offices[number].body) for office in offices]
    if all(office.body is None for office in offices):
        offices = [with_body_of_others(office, text, seen) for office in offices]
        offices = [replace(o, body=o.body or mentioned_body(o, survey)) for o in offices]
        if shared := next((office.body for office in offices if office.body), None):
            offices = [office if office.body else replace(office, body=shared) for office in offices]
    return tuple(office for office, post in zip(offices, chain.posts, strict=True) if _is_post(post, office.body))


def _is_post(post: Post, body: str | None) -> bool:
    """Return True unless a noun is a trade, or a post only of a named body that has none."""
    return not post.is_title and (not post.needs_body or (body or " ")[-1] in _HEADED)


def _office(post: Post, begin: int, survey: PlaceSurvey, seen: Sequence[str]) -> Office:
    text = survey.passage.folded
    noun = text[post.head : post.end]
    cut = tail = find_tail(text, begin, post.head)
    if second := _SECOND_NAME.search(text, begin, cut):
        cut = second.start() if second.start() > begin + 1 else begin
    while trailing := _TRAILING.search(text, begin, cut):
        cut = tail = trailing.start()
    body = text[begin:cut]
    words = _BRACKETS.sub("", "".join(survey.passage.text[tail : post.end].split()))
    if (youth := _YOUTH.search(text, begin, post.head)) and youth.end() > cut:
        return Office(begin, post.end, *_youth_league(survey, begin, youth, post, seen))
    if place := _place_at(survey, begin, cut):
        # 海淀区委常委: the place and the committee share a character, which the post keeps.
        return Office(begin, post.end, words, _written(survey, place, cut))
    if body and (body in LEVELS or body in ("街道", "村", "社区")):
        words = words if words.startswith(body) else body + words
        return Office(begin, post.end, words, _nearest(survey, body, begin, seen))
    if not body or body in _BARE:
        level = _HEADS_PLACE.match(words)
        known = _nearest(survey, level[1] or level[2], begin, seen) if level and not body else None
        return Office(begin, post.end, words, known)
    whole = survey.passage.text[begin:cut]
    if (
        noun[0] in _FUSED
        and noun[1:2] == "长"
        and cut == post.head
        and not _ORGAN_END.search(body)
        and not (noun[0] == "院" and _NO_HOSPITAL.search(body))
        and "\u4e00" <= body[-1] <= "\u9fff"
    ):
        whole, words = whole + noun[0], words
    leading = LEVEL.match(body)
    if leading and (outer := _nearest(survey, leading.group(), begin, seen)):
        whole = outer + whole[leading.end() :]
    elif leading and ORGAN.fullmatch(body[leading.end() :]):
        return Office(begin, post.end, body + words, None)
    level = _LEVELED.match(words)
    if level and body[-1] not in LEVELS and (words[1:2] != "长" or _TAIWAN.search(body)):
        whole += level[1]
    if (abroad := _ABROAD.search(whole)) and noun.startswith(("大使", "总领事")):
        whole, words = whole[: abroad.start()], abroad.group() + words
    elif abroad and words.startswith("第一书记"):
        whole = abroad.group()[1:]
    if len(body) > 2 and body[-1] == body[-2] and body[-1] in "村乡镇":
        whole, words = whole[:-1], body[-1] + words
    if (field := _FIELD.search(whole)) and not _BODY_WORD.search(field.group()) and not _ORGAN_END.search(whole):
        whole, words = whole[: field.start()], field.group() + words
    whole = _TWICE.sub(r"\1", whole)
    if whole.endswith("分") and words.startswith("党组"):
        whole, words = whole + "党组", words[2:]
    if (party := _PARTY.match(words)) and (_SYSTEM.search(whole) or _is_field(party.group(), whole)):
        whole, words = whole + party.group(), words[party.end() :]
    if whole == "中央" and words.startswith("纪委"):
        whole, words = "中央纪委", words[2:]
    return Office(begin, post.end, words, full_name(whole.strip(), text, begin) or None)


def _is_field(committee: str, whole: str) -> bool:
    """Return True if a committee is one of a field, not of a body or place: 县委教育|工委."""
    return committee == "工委" and not _BODY_WORD.search(whole[-1]) and whole[-1] not in LEVELS + "道村区"


def _youth_league(
    survey: PlaceSurvey, begin: int, youth: re.Match[str], post: Post, seen: Sequence[str]
) -> tuple[str, str | None]:
    """Return post and body of a secretary of the Youth League: 团县委书记 · 书记, 青岛团市委."""
    text = survey.passage.text
    if text.startswith("团", youth.start()) and begin == youth.start():
        return "".join(text[begin : post.end].split()), _nearest(survey, text[begin + 1], begin, seen)
    return "".join(text[youth.end() : post.end].split()), text[begin : youth.end()]


def _written(survey: PlaceSurvey, place: Place, cut: int) -> str:
    """Return a place as it is written, with the level that it shares with the post: 贡山县 of 贡山县县委."""
    text = survey.passage.folded
    name = survey.passage.text[place.start : place.end]
    level = text[cut : cut + 1] if place.end == cut else ""
    full = gazetteer().names[place.code]
    return name if name[-1] in LEVELS or not level or level not in LEVELS or full == name else name + level


def _place_at(survey: PlaceSurvey, begin: int, cut: int) -> Place | None:
    """Return the place whose name ends at `cut`, or shares the character there with the post."""
    return next((p for p in places_in(survey, begin, cut + 1) if p.end in (cut, cut + 1)), None)


def _nearest(survey: PlaceSurvey, level: str, at: int, seen: Sequence[str]) -> str | None:
    """Return the place of this level named last before `at`, else the one that the article is about."""
    names = gazetteer().names
    if level in ("村", "社区"):
        villages = [m.group() for m in _VILLAGE.finditer(survey.passage.folded, max(0, at - 400), at)]
        return villages[-1] if villages and villages[-1].endswith(level) else None
    if seen and seen[-1].endswith(level) and len(seen[-1]) > len(level):
        return seen[-1]
    before = bisect_left(survey.places, at, key=place_start)
    for place in reversed(survey.places[max(0, before - MAX_PLACES_BEFORE) : before]):
        if place.end <= at and names[place.code].endswith(level) and len(place.code) in _CODE_LENGTHS[level]:
            return names[place.code]
    for body in reversed(seen[-MAX_PLACES_BEFORE:]):
        if named := re.match(rf"[\u4e00-\u9fff]{{1,6}}?{level}", body):
            return named.group()
    for code in (*survey.about, survey.setting.home or ""):
        for part in reversed(gazetteer().lineage(code)):
            if names[part].endswith(level) and len(part) in _CODE_LENGTHS[level]:
                return names[part]
    return None
