"""Names of persons in bylines: distinguish them from other words, and split names that are glued together."""

from __future__ import annotations

import re
from functools import cache

from engine.text.gazetteer import gazetteer
from engine.text.name_weights import surnames

# Characters used to transcribe other languages; few Han names have more than two of them in a row.
SYLLABLES = frozenset(
    "阿艾安敖昂奥巴拔白班邦保贝毕边宾波勃布才仓藏策查察昌朝楚措达丹旦道德登迪丁东都顿多额尔尕噶嘎甘刚高戈格根贡古官哈海罕浩贺赫呼胡"
    "吉基加佳嘉坚江杰金晋久居卡康柯科克肯库拉喇来兰朗乐勒黎力立丽连伦罗洛鲁玛麦买满曼毛梅美蒙孟米密敏明莫木牧穆那纳娜南尼宁努诺欧帕"
    "潘平婆普其奇琪恰青琼曲却群热仁日荣茹若萨赛桑沙莎森什斯松苏索塔台太泰坦唐陶特腾提甜图吐托瓦旺威温翁吾乌西希喜夏先香小雄秀雅亚央耶叶伊依"
    "义音英永玉云扎赞泽增占哲珍芝智忠珠卓兹孜宗祖尊公保让石支马乃娃尧瑶姆玲花琴苗胜楞"
)


def is_syllabic(text: str) -> bool:
    """Return True if a text consists of syllables, as the last part of 哈丽旦·买买提 does."""
    return all(char in SYLLABLES for char in text)


HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
# 阿依古丽·买买提
DOTTED = re.compile(rf"{HAN}{{1,8}}(?:[·•・‧]{HAN}{{1,8}}){{1,2}}")
# Rare family names that are nearly always words in a byline: 有关, 上海.
WORD_LIKE_FAMILIES = frozenset("者是有种回上都生线恒全要空安和来平位字火呼杭补税虎脱")
# Words among the names in a byline that begin like a name.
OTHER_WORDS = (
    "文并摄 文并图 文章 文图 文字 广告 谢谢 聊城 商务 成都 宁波 温州 兰州 苏州 常州 常德 金华 洛阳 周口 荆州 "
    "黄冈 黄石 邢台 唐山 秦皇岛 张家口 包头 宣城 柳州 桂林 江苏 江西 云南 甘肃 陕西 宁夏 石家庄 哈尔滨 "
    "乌鲁木齐 沈阳 邵阳 郑州 杭州 徐州 扬州 连云港 黎明 时间 高清 于是 高度 成功 明天 明年 白天 花絮 视频 "
    "关注 关于 有关 强调 温馨 祝愿 应急 解放 单位 习近平 和谐 常态 申请 包括"
)
NOT_NAMES = frozenset(OTHER_WORDS.split())
# Last characters of bodies, places and outlets, never of persons: 宣传部, 双辽市, 红网.
NOT_LAST = frozenset("网报社台部局院市县区镇乡厅委队所站处馆省州校时讯室院组")
# Two or three characters without any that makes them a phrase: 邸杭, not 报道组
NAMELIKE = re.compile(
    rf"(?:(?![的了在是与从获悉者讯电报道日月年时摄影图本该为被将向对就也都不我他她你这那个们说称见闻社网台局部省市县区镇乡村街办委会处科所站院校队组综合整理采访编辑责任]){HAN}){{2,3}}"
)
# Endings of bodies named before a person: 某县委宣传部王小林
BODY_END = (
    r"(?:部|局|中心|委|网|社|院|校|县|镇|乡|所|台|报|处|站|队|办|会|公司|集团|政府|大学|学院|频道|客户端|新闻|"
    r"融媒|发布)"
)
_BODY_END = re.compile(BODY_END)


def is_family(char: str) -> bool:
    """Return True if a character is a family name and seldom anything else."""
    return (char in surnames()[0] and char not in WORD_LIKE_FAMILIES) or char == "安"


def is_name(text: str) -> bool:
    """Return True if a run of characters can be a person's name: 王林, 欧阳小林, 阿依古丽·买买提."""
    if DOTTED.fullmatch(text):
        return True
    if not 2 <= len(text) <= 4 or text in NOT_NAMES or text[-1] in NOT_LAST or not re.fullmatch(rf"{HAN}+", text):
        return False
    if len(text) == 2 and text in _cities():
        return False
    single, double = surnames()
    return (text[0] in single and text[0] not in WORD_LIKE_FAMILIES and len(text) <= 3) or (
        text[:2] in double and len(text) >= 3
    )


def may_be_name(text: str) -> bool:
    """Return True if a run can be a name after a role, with a family name however rare: 记者 邸杭."""
    if is_name(text):
        return True
    if not 2 <= len(text) <= 3 or text in NOT_NAMES or not NAMELIKE.fullmatch(text) or text[-1] in NOT_LAST:
        return len(text) > 3 and is_syllabic(text)
    return text not in _cities()


@cache
def _cities() -> frozenset[str]:
    """Return the short names of cities and provinces, as used in datelines."""
    return frozenset(name for name, codes in gazetteer().short.items() if any(len(code) < 6 for code in codes.split()))


def cut_names(run: str) -> tuple[tuple[int, int], ...]:
    """Split a run of glued names into ranges, () if it is not one: 赵小林刘大双 -> 0-3, 3-6.

    Prefers the split with the fewest names, then the longer name first.
    """
    if is_name(run):
        return ((0, len(run)),)
    if not 4 <= len(run) <= 18:
        return ()
    best: dict[int, tuple[tuple[int, int], ...]] = {len(run): ()}
    for at in range(len(run) - 2, -1, -1):
        for size in (3, 2, 4):
            rest = best.get(at + size)
            fits = rest is not None and is_name(run[at : at + size])
            if fits and rest is not None and (at not in best or len(rest) + 1 < len(best[at])):
                best[at] = ((at, at + size), *rest)
    return best.get(0, ())


def drop_body(run: str) -> int:
    """Return the start of the name in a run that opens with a body, 0 if there is none: 大厂县委宣传部王小林 -> 7."""
    for match in reversed(list(_BODY_END.finditer(run))):
        if match.end() >= 3 and is_name(run[match.end() :]):
            return match.end()
    return 0
