"""Names without a family name, as Tibetans, Mongols and others bear: told by the syllables they are written with."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Names and parts of names that stand for themselves: 扎西次仁
_PARTS = (
    "扎西|次仁|次旦|洛桑|多吉|旺堆|旺久|卓玛|平措|尼玛|达瓦|达娃|格桑|普布|旦增|丹增|"
    "索朗|索南|白玛|罗布|罗桑|巴桑|边巴|米玛|拉巴|仁青|仁增|顿珠|央金|德吉|加措|嘉措|"
    "才让|才旦|桑杰|贡布|贡嘎|江村|江措|曲扎|晋美|坚赞|坚参|旺杰|旺扎|云旦|土登|阿旺|"
    "强巴|群培|朗杰|占堆|伦珠|多杰|卓嘎|玉珍|拉姆|巴登|班玛|巴特尔|巴图|苏和|乌兰|"
    "格日勒|其其格|额尔德尼|孟克|孟和|那顺|布和|朝鲁|哈斯|毕力格|吉日嘎拉|宝音|斯琴|娜仁|"
    "阿古拉|白音|特木尔|达来|敖登|图雅|其木格"
)
UNFAMILIED = re.compile(rf"(?:{_PARTS}){{1,3}}")
# Characters that other tongues are written with; few names of Han have more than two of them in a row.
SYLLABLES = frozenset(
    "阿艾安敖昂奥巴拔白班邦保贝毕边宾波勃布才仓藏策查察昌朝楚措达丹旦道德登迪丁东都顿多额尔尕噶嘎甘刚高戈格根贡古官哈海罕浩贺赫呼胡"
    "吉基加佳嘉坚江杰金晋久居卡康柯科克肯库拉喇来兰朗乐勒黎力立丽连伦罗洛鲁玛麦买满曼毛梅美蒙孟米密敏明莫木牧穆那纳娜南尼宁努诺欧帕"
    "潘平婆普其奇琪恰青琼曲却群热仁日荣茹若萨赛桑沙莎森什斯松苏索塔台太泰坦唐陶特腾提甜图吐托瓦旺威温翁吾乌西希喜夏先香小雄秀雅亚央耶叶伊依"
    "义音英永玉云扎赞泽增占哲珍芝智忠珠卓兹孜宗祖尊公保让石支马乃娃尧瑶姆玲花琴苗胜楞"
)
# The commonest family names of Han among those characters: what begins so is likelier one of their names.
HAN = frozenset("马石唐康江安高白毛潘胡贺黎温叶夏陶孟丁金罗")
MOST = 7
# Ten times a logarithm, by how many syllables stand in a row; a family name of Han weighs against them.
WEIGHTS = {3: 12, 4: 45, 5: 65, 6: 70, 7: 70}
HAN_FAMILY = -35
# Where the next character is a syllable as well the name has likely been cut: 那仁满|都拉.
CUT = -15


def read_syllables(text: str, at: int) -> Iterator[tuple[int, int]]:
    """The ends of the names of three syllables or more that may begin at `at`, each with what speaks for it."""
    end = at
    while end < len(text) and end - at < MOST and text[end] in SYLLABLES:
        end += 1
        if end - at > 2:
            cut = CUT * is_spelt(text[end : end + 1] or "。")
            yield end, WEIGHTS[end - at] + cut + (HAN_FAMILY if text[at] in HAN else 0)


def is_spelt(text: str) -> bool:
    """Whether a text is all syllables, as the last part of 哈丽旦·买买提 is."""
    return all(char in SYLLABLES for char in text)
