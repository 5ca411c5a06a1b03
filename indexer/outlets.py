"""Names of news outlets: told by how they end, cut from the place and the words round them."""

from __future__ import annotations

import re

WORD = r"[\u4e00-\u9fa5A-Za-z0-9·]"
KIND = (
    r"(?:日报社?|晚报|晨报|早报|时报|商报|都市报|导报|快报|青年报|法治报|法制报|周报|画报|广播电视台|电视台|广播电台|广播|总台|卫视|通讯社|"
    r"融媒体中心|融媒体|融媒|客户端|微信公众号|新媒体|传媒|在线|新闻|财经|视频|周刊|杂志|发布|之声|之窗|之家|头条|频道|[Aa][Pp][Pp]|"
    r"报|网|社|台)"
)
# 大众网 · 湖北日报客户端 · 沈阳日报、沈报全媒体 · 扬子晚报/紫牛新闻 · 中国山东网-感知山东
OUTLET = rf"{WORD}{{1,12}}?{KIND}(?:{WORD}{{0,6}}?{KIND})?"
OWN = r"(?:本报|本网|本台|本刊|本社)"
# Agencies whose name stands in front of any place: 新华社长沙7月26日电
WIRES = (
    "新华社 新华网 中新社 中新网 中新财经 中新经纬 人民网 央广网 央视网 光明网 海外网 参考消息网 中国日报网 国际在线 "
    "中国新闻网 中国青年网 环球网 中国网 中国台湾网 中国经济网 中国发展网 中国军网 财联社"
)
# Others that print their name in front of a text; what ends like an outlet is one too, this only tells where its name begins.
COMMON = (
    "人民日报 光明日报 经济日报 科技日报 法治日报 工人日报 农民日报 中国青年报 解放军报 检察日报 人民法院报 中国日报 环球时报 参考消息 "
    "经济参考报 证券时报 第一财经 每日经济新闻 界面新闻 澎湃新闻 封面新闻 红星新闻 极目新闻 九派新闻 上游新闻 顶端新闻 海报新闻 大象新闻 "
    "大皖新闻 潮新闻 正观新闻 紫牛新闻 闪电新闻 天眼新闻 央视新闻 总台央视 北京日报 北京晚报 北京青年报 新京报 北京商报 天津日报 今晚报 "
    "河北日报 燕赵晚报 长城网 河北新闻网 山西日报 山西晚报 太原日报 太原晚报 内蒙古日报 正北方网 辽宁日报 沈阳日报 沈阳晚报 吉林日报 "
    "黑龙江日报 解放日报 文汇报 新民晚报 东方网 上观新闻 新华日报 扬子晚报 现代快报 浙江日报 钱江晚报 安徽日报 安青网 福建日报 东南网 "
    "江西日报 大江网 大众日报 大众网 齐鲁晚报 鲁网 半岛全媒体 半岛都市报 河南日报 大河报 大河网 湖北日报 长江日报 楚天都市报 湖南日报 "
    "红网 潇湘晨报 长沙晚报 三湘都市报 南方日报 南方都市报 南都讯 广州日报 羊城晚报 深圳特区报 深圳商报 深圳新闻网 广西日报 南国早报 "
    "海南日报 重庆日报 重庆晨报 四川日报 四川在线 四川新闻网 成都商报 成都日报 华西都市报 贵州日报 云南日报 云南网 西藏日报 陕西日报 "
    "华商报 三秦都市报 甘肃日报 青海日报 宁夏日报 新疆日报 中国山东网 水母网 直播吧 快科技 观察者网 本报讯 本报记者 本网讯"
)
# What a label of origin may say without naming an outlet.
NOBODY = (
    "原创 原创稿 本站 本站原创 本网 本报 网络 互联网 综合 综合整理 网络综合 未知 其他 转载 佚名 暂无 不详 无 新闻中心 网友投稿 投稿 自媒体 "
    "本文 图片 微信公众号 官方网站 官网 微博 微信"
)
_WIRES, _NOBODY = tuple(WIRES.split()), frozenset(NOBODY.split())
_KNOWN = re.compile("|".join(sorted((*_WIRES, *COMMON.split()), key=len, reverse=True)))
FULL = re.compile(rf"{OUTLET}")
# 某某网 · 某某日报, as the beginning of a longer run
FIRST = re.compile(rf"(?P<name>{WORD}{{1,12}}?{KIND}(?:客户端|[Aa][Pp][Pp])?)")


def is_nobody(text: str) -> bool:
    """Whether a label of origin names no outlet by saying this: 网络, 本站原创."""
    return text in _NOBODY


def starts_known(text: str) -> bool:
    """Whether a text opens with the name of a well-known outlet."""
    return bool(_KNOWN.match(text))


def is_outlet(text: str) -> bool:
    """Whether a text ends as the name of an outlet does."""
    return bool(FULL.fullmatch(text)) and text not in _NOBODY


def name_outlet(text: str) -> str | None:
    """The outlet that the front of a dateline names, None for 本报: 中新网保定 -> 中新网, 湖北日报客户端 -> itself."""
    text = re.sub(r"[\s（(].*", "", text.strip(" \u3000|｜丨/【[「□■◎●◆▲◇×"))
    if not text or re.match(OWN, text):
        return None
    for wire in _WIRES:
        if text.startswith(wire):
            return wire
    text = re.sub(r"(?:全媒体?|融媒体?)$", "", text) if not text.endswith(("融媒", "融媒体")) else text
    if is_outlet(text):
        return text
    found = FIRST.match(text)
    return found["name"] if found else None
