"""Leaders: the persons an article names with a post, each post with the body or place it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.article import Evidence, Leader
from engine.lexicon import gazetteer
from indexer.document import Draft
from indexer.metadata.leader.bodies import Office, find_offices, places_in
from indexer.metadata.leader.holders import Holding, find_holdings
from indexer.metadata.leader.names import Name
from indexer.metadata.town import Survey, survey_places
from indexer.metadata.town.resolve import Place

# Statements in the order they are believed in: who has a post by one of the first is not looked up in the next.
TIERS = (("titled", "took"), ("holds",), ("left",))
# No place has a longer name.
LONGEST_PLACE = 20
# Nobody has more posts than this; a page that says so is no page.
MOST = 60
SURE = {"titled": 0.9, "took": 0.85, "holds": 0.8, "left": 0.7}
# Officials of other countries are no leaders here: 美国总统, 日本外务大臣
_ABROAD = re.compile(
    r"(?:驻|前)?(?:美国|英国|法国|德国|日本|韩国|朝鲜|俄罗斯|乌克兰|[俄乌](?=外|总|国|体育|能源)|印度|意大利|西班牙|加拿大"
    r"|澳大利亚|新西兰|欧盟|欧洲|联合国|北约|以色列|巴勒斯坦|伊朗|伊拉克|土耳其|巴西|阿根廷|南非|埃及|越南|泰国|缅甸|老挝"
    r"|柬埔寨|菲律宾|马来西亚|新加坡|印尼|巴基斯坦|阿富汗|蒙古国|哈萨克斯坦|波兰|白俄罗斯|瑞典|瑞士|荷兰|比利时|希腊|匈牙利"
    r"|塞尔维亚|芬兰|挪威|丹麦|葡萄牙|墨西哥|古巴|智利|尼日利亚|肯尼亚|国际(?!关系|合作|交流|商|贸|传|会展)|世界|白宫|纽约"
    r"|伦敦|巴黎|东京|首尔|莫斯科|华盛顿|台湾|民进党|国民党|台当局|该国)"
)
# Who made the article: 校对:王林 值班主任:李森
_STAFF = re.compile(r"值班|校对|责编|编辑|编审|监制")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one place of the text says: a person has an office."""

    name: str
    office: Office
    holding: Holding


def find_leaders(draft: Draft) -> tuple[tuple[Leader, ...], tuple[Evidence, ...]]:
    """Every person named with a post, one Leader for each post, in the order of the text; evidence one for one."""
    survey = survey_places(draft)
    people: dict[str, list[Statement]] = {}
    for statement in _statements(survey):
        people.setdefault(statement.name, []).append(statement)
    leaders: list[Leader] = []
    evidence: list[Evidence] = []
    for name, statements in people.items():
        for statement in _distinct(_believed(statements)):
            leaders.append(Leader(name, statement.office.post, statement.office.body))
            evidence.append(_evidence(survey, statement))
    return tuple(leaders), tuple(evidence)


def _statements(survey: Survey) -> Iterator[Statement]:
    said = survey.passage
    for holding in find_holdings(said.folded):
        name = "".join(said.text[holding.name.start : holding.name.end].split())
        offices = find_offices(holding.chain, holding.start, survey)
        if _ABROAD.match(said.folded, offices[0].start) or _runs_into_place(survey, holding):
            continue
        if not _STAFF.search(said.folded, max(0, holding.chain.start - 8), holding.chain.posts[0].head):
            for office in offices:
                yield Statement(name, office, holding)


def _runs_into_place(survey: Survey, holding: Holding) -> bool:
    """Whether the last character of the posts begins a place, or the name has part of one: 区长沙市, 书记、江阴市."""
    end, name = holding.chain.end, holding.name
    near = places_in(survey, min(end, name.start) - LONGEST_PLACE, max(end, name.end))
    return any(
        (p.start < end < p.end and not _is_part(survey, p, Name(p.start, name.end, 0)))
        or (p.sure > 0.8 and p.start < name.end and p.end > name.start and not _is_part(survey, p, name))
        for p in near
    )


def _is_part(survey: Survey, place: Place, name: Name) -> bool:
    """Whether a name only holds the short name of a place that nothing else speaks for: 濮阳 in 濮阳辉."""
    short = place.name in gazetteer().short and name.start <= place.start and place.end <= name.end
    return short and not any(p.name != place.name and p.code.startswith(place.code) for p in survey.places)


def _believed(statements: list[Statement]) -> list[Statement]:
    found: list[Statement] = []
    for tier in TIERS:
        found += [s for s in statements if s.holding.kind in tier]
        if any(not s.office.post.endswith(("候选人", "人选")) for s in found):
            break  # but a candidate has no office yet: what it says of the present counts too
    return found


def _distinct(statements: list[Statement]) -> list[Statement]:
    """The statements without those that only say shorter what another says in full: 书记 beside 镇党委书记."""
    kept: list[Statement] = []
    for statement in statements[:MOST]:
        post = statement.office.post
        for i, other in enumerate(kept):
            if other.holding is statement.holding:
                continue
            if _is_short_for(post, other.office.post):
                break
            if _is_short_for(other.office.post, post):
                kept[i] = statement
                break
        else:
            kept.append(statement)
    return kept


def _is_short_for(short: str, post: str) -> bool:
    return post.endswith(short) and not (len(post) > len(short) and post[-len(short) - 1] == "副")


def _evidence(survey: Survey, statement: Statement) -> Evidence:
    said, office, name = survey.passage, statement.office, statement.holding.name
    start, end = min(office.start, name.start), max(office.end, name.end)
    quote = said.text[start:end]
    begin, stop = said.raw(start, end)
    value = f"{statement.name} {office.post}"
    return Evidence("leaders", value, statement.holding.kind, SURE[statement.holding.kind], quote, begin, stop)
