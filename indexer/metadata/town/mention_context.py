"""What a place name is part of: an outlet, a company, a dateline, a post, another name."""

from __future__ import annotations

import re
from enum import IntEnum

# 湖北日报, 人民网-某地频道
_OUTLET = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:日报|晚报|晨报|早报|时报|商报|都市报|电视台|电视|广播|融媒|发布|新闻|客户端|在线|频道|时讯|网(?![安络格红购上点友站约吧]))"
)
# 上海华漕环卫综合服务有限公司, 通州区第二中学
_ORGANISATION = re.compile(
    r"[\u4e00-\u9fffa-z]{0,10}?(?:大学|学院|中学|小学|医院|卫生院|银行|支行|公司|集团|研究院|研究所|律师|基金会|协会)"
)
# 金胜镇镇长, 县委副书记, 区司法局党组书记; 金胜镇、西寨社区有关负责同志
_POST = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:书记|主任|主席|部长|委员|常委|干部|领导|代表|秘书长|[省市区县旗州盟镇乡村局厅处科所院队校组]长)"
    r"|(?:、[\u4e00-\u9fff]{2,12}){0,4}等?(?:有关|相关|主要)?(?:部门|单位)?负责"
)
# 新华社长沙7月26日电, （记者 王林）某地报道
_DATELINE = re.compile(r"[ ]?(?:\d{1,2}月)?\d{1,2}日(?:电|讯|消息)|报道(?!称|说|了)")
_DATELINE_BEFORE = re.compile(r"[社网报者刻讯闻台)]\s?$")
# 北京城市副中心
_NICKNAME = re.compile(r"城市副中心")
# 浙江温岭人, 晋源籍
_ORIGIN = re.compile(r"人(?=[,。;、])|籍")
# 生于河南省郑州市, 来自江苏
_ORIGIN_BEFORE = re.compile(r"(?:生于|生在|籍贯|祖籍|来自|老家在?|毕业于)[\u4e00-\u9fff]{0,6}$")
# 赴台湖镇, 走进张家湾镇
_TO = re.compile(r"[在到赴进往于]$")


class Context(IntEnum):
    """What the name of a place is part of."""

    NOTHING, DESTINATION, NICKNAME, OUTLET, DATELINE, ORIGIN, ORGANISATION, POST = range(8)


_BEHIND = (
    (Context.NICKNAME, _NICKNAME),
    (Context.OUTLET, _OUTLET),
    (Context.ORIGIN, _ORIGIN),
    (Context.ORGANISATION, _ORGANISATION),
    (Context.POST, _POST),
)


def read_context(text: str, start: int, end: int) -> Context:
    """Return what the name of a place at `start` to `end` of folded text is part of."""
    if _DATELINE.match(text, end) and _DATELINE_BEFORE.search(text, max(0, start - 2), start):
        return Context.DATELINE
    for context, rule in _BEHIND:
        if rule.match(text, end):
            return context
    if _ORIGIN_BEFORE.search(text, max(0, start - 10), start):
        return Context.ORIGIN
    return Context.DESTINATION if _TO.search(text, max(0, start - 2), start) else Context.NOTHING
