"""Find leaders: persons named with a post, each post with its body or place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.article import Evidence, Leader
from engine.text.gazetteer import gazetteer
from indexer.document import Draft
from indexer.entities.name_spans import NameSpan
from indexer.metadata.leader.bodies import Office, find_offices, places_in
from indexer.metadata.leader.holders import Tenure, find_tenures
from indexer.metadata.town.resolution import Place
from indexer.metadata.town.towns import PlaceSurvey, survey_places

# Kinds of statements by precedence: a person with a post from one group is not looked up in the next.
BELIEF_ORDER = (("titled", "took"), ("holds",), ("left",))


# Longest place name.
MAX_PLACE_CHARS = 20


# Maximum number of posts per person; a page with more is not a genuine article.
MAX_POSTS = 60


CONFIDENCE = {"titled": 0.9, "took": 0.85, "holds": 0.8, "left": 0.7}


# Officials of other countries are excluded: 美国总统, 日本外务大臣
_ABROAD = re.compile(
    r"(?:驻|前)?(?:美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|乌克兰|[俄乌](?=外|总|国|体育|能源)|印度|意大利|西班牙|加拿大"
    r"|澳大利亚|新西兰|欧盟|欧洲|联合国|北约|以色列|巴勒斯坦|伊朗|伊拉克|土耳其|巴西|阿根廷|南非|埃及|越南|泰国|缅甸|老挝"
    r"|柬埔寨|菲律宾|马来西亚|新加坡|印尼|巴基斯坦|阿富汗|蒙古国|哈萨克斯坦|波兰|白俄罗斯|瑞典|瑞士|荷兰|比利时|希腊|匈牙利"
    r"|塞尔维亚|芬兰|挪威|丹麦|葡萄牙|墨西哥|古巴|智利|尼日利亚|肯尼亚|国际(?!关系|合作|交流|商|贸|传|会展)|世界|白宫|纽约"
    r"|伦敦|巴黎|东京|首尔|莫斯科|华盛顿|台湾|民进党|国民党|台当局|该国)"
)


# Editorial staff: 校对:王林 值班主任:李森
_STAFF = re.compile(r"值班|校对|责编|编辑|编审|监制")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in the text that a person has an office."""

    name: str
    office: Office
    holding: Tenure


def find_leaders(draft: Draft) -> tuple[tuple[Leader, ...], tuple[Evidence, ...]]:
    """Return each person named with a post, one Leader per post, in text order, with one evidence each."""
    survey = survey_places(draft)
    people: dict[str, list[Statement]] = {}
    for statement in _statements(survey):
        people.setdefault(statement.name, []).append(statement)
    leaders: list[Leader] = []
    evidence: list[Evidence] = []
    for name, statements in people.items():
        for statement in _without_repeats(_most_credible(statements)):
            leaders.append(Leader(name, statement.office.post, statement.office.body))
            evidence.append(_evidence(survey, statement))
    return tuple(leaders), tuple(evidence)


def _statements(survey: PlaceSurvey) -> Iterator[Statement]:
    passage = survey.passage
    for holding in find_tenures(passage.folded):
        name = "".join(passage.text[holding.name.start : holding.name.end].split())
        offices = find_offices(holding.chain, holding.start, survey)
        if _ABROAD.match(passage.folded, offices[0].start) or _runs_into_place(survey, holding):
            continue
        if not _STAFF.search(passage.folded, max(0, holding.chain.start - 8), holding.chain.posts[0].head):
            for office in offices:
                yield Statement(name, office, holding)


def _runs_into_place(survey: PlaceSurvey, holding: Tenure) -> bool:
    """Return True if the posts' last character begins a place, or the name has part of one: 区长沙市, 书记、江阴市."""
    end, name = holding.chain.end, holding.name
    near = places_in(survey, min(end, name.start) - MAX_PLACE_CHARS, max(end, name.end))
    return any(
        (p.start < end < p.end and not _is_part(survey, p, NameSpan(p.start, name.end, 0)))
        or (p.sure > 0.8 and p.start < name.end and p.end > name.start and not _is_part(survey, p, name))
        for p in near
    )


def _is_part(survey: PlaceSurvey, place: Place, name: NameSpan) -> bool:
    """Return True if the short name of a place occurs only as part of a name: 濮阳 in 濮阳辉."""
    short = place.name in gazetteer().short and name.start <= place.start and place.end <= name.end
    return short and not any(p.name != place.name and p.code.startswith(place.code) for p in survey.places)


def _most_credible(statements: list[Statement]) -> list[Statement]:
    believed: list[Statement] = []
    for tier in BELIEF_ORDER:
        believed += [s for s in statements if s.holding.kind in tier]
        if any(not s.office.post.endswith(("候选人", "人选")) for s in believed):
            break  # but a candidate has no office yet, so statements about the present count too
    return believed


def _without_repeats(statements: list[Statement]) -> list[Statement]:
    """Drop statements that repeat another in shorter form: 书记 beside 镇党委书记."""
    distinct: list[Statement] = []
    for statement in statements[:MAX_POSTS]:
        post = statement.office.post
        for i, other in enumerate(distinct):
            if other.holding is statement.holding:
                continue
            if _is_short_for(post, other.office.post):
                break
            if _is_short_for(other.office.post, post):
                distinct[i] = statement
                break
        else:
            distinct.append(statement)
    return distinct


def _is_short_for(short: str, post: str) -> bool:
    return post.endswith(short) and not (len(post) > len(short) and post[-len(short) - 1] == "副")


def _evidence(survey: PlaceSurvey, statement: Statement) -> Evidence:
    passage, office, name = survey.passage, statement.office, statement.holding.name
    start, end = min(office.start, name.start), max(office.end, name.end)
    quote = passage.text[start:end]
    begin, stop = passage.raw(start, end)
    value = f"{statement.name} {office.post}"
    return Evidence("leaders", value, statement.holding.kind, CONFIDENCE[statement.holding.kind], quote, begin, stop)
