"""Salience: weigh the places that an article names by their importance for it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import zip_longest

from indexer.metadata.passage import Passage
from indexer.metadata.town.resolution import Place

HEADLINE_WEIGHT, LEAD_WEIGHT, BODY_WEIGHT = 3.0, 2.0, 1.0
# Factors for 通州区 in 通州区西集镇, and for a place where something happens or somebody goes.
QUALIFIER_FACTOR, DESTINATION_FACTOR = 0.1, 1.5

# Context that makes a place part of another name: 湖北日报, 上海华漕环卫综合服务有限公司, 通州区第二中学.
_OUTLET = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:日报|晚报|晨报|早报|时报|商报|都市报|电视台|电视|广播|融媒|发布|新闻|客户端|在线|频道|时讯|网(?![安络格红购上点友站约吧]))"
)
_BODY = re.compile(
    r"[\u4e00-\u9fffa-z]{0,10}?(?:大学|学院|中学|小学|医院|卫生院|银行|支行|公司|集团|研究院|研究所|律师)"
)
# 金胜镇镇长, 县委副书记, 区司法局党组书记; 金胜镇、西寨社区有关负责同志
_POST = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:书记|主任|主席|部长|委员|常委|干部|领导|代表|秘书长|[省市区县旗州盟镇乡村局厅处科所院队校组]长)"
    r"|(?:、[\u4e00-\u9fff]{2,12}){0,4}等?(?:有关|相关|主要)?(?:部门|单位)?负责"
)
# 新华社长沙7月26日电
_DATELINE = re.compile(r"[ ]?\d{1,2}月\d{1,2}日(?:电|讯|消息)")
# 北京城市副中心
_NICKNAME = re.compile(r"城市副中心")
# 浙江温岭人, 晋源籍
_ORIGIN = re.compile(r"人(?=[,。;、])|籍")
# 赴台湖镇, 走进张家湾镇
_TO = re.compile(r"[在到赴进往于]$")
# Factor applied to the weight of a place that is part of another name.
PART_FACTORS = ((_NICKNAME, 0.1), (_OUTLET, 0.1), (_DATELINE, 0.1), (_ORIGIN, 0.1), (_BODY, 0.3), (_POST, 0.25))


def weigh_places(places: Sequence[Place], passage: Passage) -> Mapping[str, float]:
    """Return the weight of each place, by code; in the headline a place counts once."""
    weights: dict[str, float] = defaultdict(float)
    headlined: set[str] = set()
    for place, after in zip_longest(places, places[1:]):
        if place.start < passage.headline:
            weight = HEADLINE_WEIGHT * (place.code not in headlined)
            headlined.add(place.code)
        else:
            weight = LEAD_WEIGHT if place.start < passage.lead else BODY_WEIGHT
        qualifies = after and after.start == place.end and after.code.startswith(place.code)
        weights[place.code] += weight * (QUALIFIER_FACTOR if qualifies else _share(place, passage.folded))
    return weights


def _share(place: Place, text: str) -> float:
    for part, share in PART_FACTORS:
        if part.match(text, place.end):
            return share
    return DESTINATION_FACTOR if _TO.search(text, max(0, place.start - 2), place.start) else 1.0
