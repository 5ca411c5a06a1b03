"""Boilerplate within a line of the article, where a scraper lost the line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from indexer.entities.byline import read_line
from indexer.entities.page_labels import AUTHOR, CLOCK, DAY, EDITOR, NAMES, ORIGIN_LABEL

BoilerplateCut = tuple[str, int, int]

# Maximum distance of a foot from the end of a line, and of a caption before its credit.
FOOT_REACH_CHARS, CAPTION_REACH_CHARS = 400, 60
# Maximum number of pieces of a foot.
MAX_FOOT_PIECES = 20
# Longest line whose cuts are cached.
MAX_CACHED_CHARS = 160

# 2023-08-17 09:34，正文： · 时间：2023-07-27 09:45:00，正文： · ，正文： · 2024-09-21 16:22 来源：石楼融媒
HEAD_STAMP = re.compile(
    rf"(?:(?:发布)?(?:时间|日期)[:：]\s{{0,2}})?(?:{DAY}\s{{0,3}}(?:{CLOCK})?)?\s{{0,3}}[，,]?\s{{0,3}}正文[:：]|"
    rf"(?:(?:发布)?(?:时间|日期)[:：]\s{{0,2}})?{DAY}\s{{0,3}}{CLOCK}\s{{1,4}}(?:{ORIGIN_LABEL}[:：]\s{{0,2}}\S{{2,24}}(?:\s|$))?"
)
# 本文转自【海外网】； · 本文转自：人民网
REPRINT = re.compile(r"本文转自(?:【[^】]{2,20}】|[:：]\s?\S{2,12}\s)[；;]?")
# 主页 > 关注 > 首都圈 >
CRUMBS = re.compile(r"(?:首页|主页|网站首页)\s{0,3}(?:[>＞›»]{1,2}[^>＞›»。，]{0,20}){1,10}")
# End of a sentence: 。 and 。” but not the ” of 变身“推销员”助力.
SENTENCE_END = re.compile(r"[。！？!?…；][”』」）)】]?|[”』」][。！？!?]|×|\s{3}")

# Kind, a required substring, and the rule.
INSIDE = (
    # 广告 点击下载 ×
    ("advert", "×", re.compile(r"广告\s[^×广\n]{2,80}×")),
    # 【投稿、区域合作请邮件 信息 123#qq.com24小时内回复。】
    ("advert", "【", re.compile(r"【(?:投稿|商务合作|广告合作|区域合作)[^】]{4,80}】")),
    # 凡本网注明“来源：某某报”的作品，未经授权不得转载，违者将依法追究法律责任。
    (
        "copyright",
        "凡",
        re.compile(
            r"(?:(?<=[。！？])|^)凡(?:本[报网站刊台]|注明|来源)[^\n]{4,240}?"
            r"(?:法律责任|不得转载[^。\n]{0,80}|更多信息[^。\n]{0,80}|真实性负责|本[网报站]联系[^。\n]{0,40})(?:。|$)"
        ),
    ),
    # 本平台法律服务由 某某律师事务所 提供
    ("advert", "本平台", re.compile(r"本平台[\u4e00-\u9fff]{0,8}由 {1,2}[\u4e00-\u9fff]{2,24} {1,2}(?:提供|支持)")),
    # 【爆料】请联系记者微信：abc
    ("advert", "爆料", re.compile(r"【爆料】请联系[^。\n]{2,40}")),
    # [扫码下载app，专家都在这儿！]
    ("advert", "载", re.compile(r"[\[【](?:扫码|扫描|下载|长按)[^\]】]{4,60}[\]】]")),
    # showPlayer({id:"/pvservice/xml/2023/7/20/05.xml"}); · Play Video0:03/0:50
    ("widget", "Play", re.compile(r"showPlayer\(\{[^}]{0,400}\}\);?|Play Video\d{1,2}:\d\d/\d{1,2}:\d\d")),
    ("share", "分享让", re.compile(r"分享让更多人看到")),
    ("share", "返回搜狐", re.compile(r"返回搜狐，查看更多")),
    ("share", "是一种美德", re.compile(r"转载是一种动力\s?分享是一种美德")),
    ("navigation", "更多精彩", re.compile(r"更多精彩内容请进入[\u4e00-\u9fa5·]{2,10}(?:频道|新闻)")),
    # （下转第三版）
    (
        "navigation",
        "版",
        re.compile(r"[（(](?:上接|下转|紧接)第?[\da-dA-D一二三四五六七八九十]{1,3}版[^（()）]{0,8}[)）]"),
    ),
    # （责任编辑：王林 CN070） · (视频编辑：王林 文字编辑：李大双)
    ("editor", "编", re.compile(rf"[（(【\[]\s{{0,40}}{EDITOR}[:：/][^（()）【】\[\]]{{0,60}}[)）】\]]")),
    # （来源：南召县融媒体中心） · （转自：上海奉贤） · 【来源：九派新闻】
    ("stamp", "源", re.compile(rf"[（(【\[]\s{{0,2}}{ORIGIN_LABEL}[:：][^（()）【】\[\]。]{{2,40}}[)）】\]]")),
    ("stamp", "转自", re.compile(rf"[（(【\[]\s{{0,2}}{ORIGIN_LABEL}[:：][^（()）【】\[\]。]{{2,40}}[)）】\]]")),
    # 《 人民日报 》（ 2023年08月16日   11 版）
    ("stamp", "版", re.compile(rf"《\s?[\u4e00-\u9fa5]{{2,12}}\s?》\s{{0,2}}[（(]\s?{DAY}[^）)]{{0,24}}版\s?[)）]")),
)
# Required by any of them: the 【 of 【爆料】
INSIDE_HINT = re.compile(f"[{''.join(dict.fromkeys(hint[0] for _, hint, _ in INSIDE))}]")
# （通讯员供图） · （央广网发 王林 摄） · （图片来源：南京市台办） · （资料图）
CREDIT = re.compile(
    r"[（(](?:[^（()）。\d]{0,30}(?:供图|[^拍]摄|摄影|资料图片?)|"
    r"(?:图片|图源|图|摄影)(?:(?:来源|由)[^（()）。]{1,30}|[:：/][^（()）。]{1,30})|图源[^（()）。]{1,30})[)）]"
)
# 复兴寺社区供图 · 张林 摄 · 图为活动现场。张林 摄
BARE_CREDIT = re.compile(
    r"(?<=[。！？”])(?:[^。，；：！？“”《》（()）\s]{2,16}\s?供图|[\u4e00-\u9fa5·]{2,8}\s摄(?=\s|$))"
)
# 图片良好的生态环境… but not 图片展开幕
STRAY = re.compile(
    r"图片(?![的展里中上下由为是与和及来均源库集版流传美摄拍丨｜|/：:，,、。；）)”》]|说明|显示|新闻|社|作者|处理|分享|故事|资料|识别|信息|文字|"
    r"制作|记录|反映|呈现|定格|见证|讲述|报道|频道|提供|发布|素材|直播|大小|质量|内容|背后)(?=.)"
)

# Boilerplate after the last full stop of a line. Each piece ends at one place only, where the next begins: pieces that
# may end in several places take exponential time. 编辑：王林责编：李大双审核：张三 · 校对 王林
FOOT = (
    (
        "editor",
        re.compile(
            rf"(?>{EDITOR}\s?(?:[:：][^:：，。！？丨｜]{{0,16}}?|[/丨｜|]\s?(?:{NAMES})?)[\s|｜/、；]{{0,3}}"
            rf"(?={EDITOR}\s?[:：/丨｜|]|$)){{1,8}}$|"
            rf"(?:{EDITOR}\s[\u4e00-\u9fa5]{{2,4}}\s{{0,2}}){{1,4}}$"
        ),
    ),
    # 来源：石楼融媒 · 转自：烟台高速交警来源：胶东在线
    (
        "stamp",
        re.compile(
            rf"(?<!资料)(?<!数据)(?<!图片)(?<!素材)(?:{ORIGIN_LABEL}\s?[:：丨｜|]\s?[^。，；：:！？]{{2,30}}?){{1,3}}$"
        ),
    ),
    # 通讯员：张大双 · 采写：王林 · 文/李大双 图/王林
    (
        "credit",
        re.compile(rf"(?>{AUTHOR}\s?[:：/丨｜|]\s?[^。，；：:！？]{{2,30}}?(?={AUTHOR}\s?[:：/丨｜|]|$)){{1,6}}$"),
    ),
    # 本文链接：https://a.example/1.html
    ("navigation", re.compile(r"(?:(?:本文|原文)?(?:链接|网址)[:：]\s?)?https?://[!-~]{4,200}$")),
)
# 版权声明：凡本网文章… · 声明：此文版权归原作者所有… · 海外网版权作品，未经授权不得转载。
RIGHTS = re.compile(
    r"\*?(?:(?:版权|免责|广告)(?:声明|说明)[:：]|声明[:：]\s?[此本]|如遇作品内容、?版权|图?.{0,8}如有侵权|版权(?:归原|所有)|"
    r"本文(?:属于|为|系)原创|【此文系转载|(?:海外网|本网|本报)版权作品|未经(?:书面)?(?:授权|许可)[，,\s]?(?:不得|禁止|严禁|请勿)转载|[—*-]{0,6}[\u4e00-\u9fa5]{0,10}版权所有"
    r").{0,360}$"
)
# 版权 in 版权声明：
RIGHTS_HINT = re.compile(r"版权|侵权|转载|声明")
# Ends of a sentence that a foot may follow.
ENDS = "。！？；”"


# Required by any of these rules.
HINT = re.compile(
    r"[:：/／丨｜|×【图摄（(凡]|本平台|返回搜狐|分享让|更多精彩|是一种美德|Play|版权|侵权|转载|声明|编辑|校对|审|责编"
)


def find_inline_boilerplate(text: str, first: bool) -> list[BoilerplateCut]:
    """Return the boilerplate within a line as (kind, start, end), in order, without overlaps.

    `first` is True for the first line of a page.
    """
    if first:
        return _find(text, _head(text))
    return list(_keep(text)) if len(text) <= MAX_CACHED_CHARS else _find(text, [])


# Pages repeat their lines; hostile ones do so without end.
@lru_cache(maxsize=4096)
def _keep(text: str) -> tuple[BoilerplateCut, ...]:
    return () if read_line(text) else tuple(_find(text, []))


def _find(text: str, cuts: list[BoilerplateCut]) -> list[BoilerplateCut]:
    """Return the boilerplate within a line, in addition to the known `cuts`."""
    if not HINT.search(text):
        return cuts
    for kind, hint, rule in INSIDE if INSIDE_HINT.search(text) else ():
        if hint in text:
            cuts += [(kind, found.start(), found.end()) for found in rule.finditer(text)]
    if "图" in text or "摄" in text:
        cuts += _captions(text)
        stray = STRAY.match(text)
        if stray:
            cuts.append(("caption", 0, stray.end()))
    cuts = _apart(cuts)
    foot = list(_foot(text, cuts))
    return _apart([*cuts, *foot]) if foot else cuts


def _head(text: str) -> list[BoilerplateCut]:
    """Return the dateline that a page opens with, glued to its first line."""
    matches = (HEAD_STAMP.match(text), REPRINT.search(text, 0, 200))
    return [("stamp", stamp.start(), stamp.end()) for stamp in matches if stamp]


def _captions(text: str) -> Iterator[BoilerplateCut]:
    """Yield credits of pictures, each with the preceding caption if it is recognisable by its missing full stop."""
    for match in CREDIT.finditer(text):
        low = max(0, match.start() - CAPTION_REACH_CHARS)
        ends = [end.end() for end in SENTENCE_END.finditer(text, low, match.start())]
        start = ends[-1] if ends else low
        has_caption = start < match.start() and (ends or low == 0)
        yield ("caption", start, match.end()) if has_caption else ("credit", match.start(), match.end())
    for match in BARE_CREDIT.finditer(text):
        low = max(0, match.start() - CAPTION_REACH_CHARS)
        caption = text.rfind("图为", low, match.start())
        if caption >= 0 and "。" not in text[caption : match.start() - 1]:
            yield "caption", caption, match.end()
        else:
            yield "credit", match.start(), match.end()


def _foot(text: str, cuts: list[BoilerplateCut]) -> Iterator[BoilerplateCut]:
    """Yield what is left of the foot of a page at the end of a line, removed piece by piece."""
    end = len(text)
    for _ in range(MAX_FOOT_PIECES):
        while end and text[end - 1].isspace():
            end -= 1
        before = end
        for _, start, after in reversed(cuts):
            end = start if after >= end > start else end
        cut = _last(text, end) if end == before else None
        if cut:
            yield cut
            end = cut[1]
        if end == before:
            return


def _last(text: str, end: int) -> BoilerplateCut | None:
    """Return the last piece of the foot in `text[:end]`."""
    low = max(0, end - FOOT_REACH_CHARS)
    start = end if text[end - 1 : end] in ENDS else max([text.rfind(mark, low, end) for mark in ENDS]) + 1 or low
    for kind, rule in FOOT if start < end else ():
        match = rule.search(text, start, end)
        begin = match.start() if match else 0
        if begin and text[begin - 1] in "（(" and text[end - 1] in "）)":
            begin -= 1
        # A line that consists of 视频丨… may be a headline, one that consists of 文/… may end an article.
        if match and (begin or kind != "credit"):
            return kind, begin, end
    if RIGHTS_HINT.search(text, low, end):
        match = RIGHTS.search(text[low:end])
        return ("copyright", low + match.start(), end) if match else None
    return None


def _apart(cuts: list[BoilerplateCut]) -> list[BoilerplateCut]:
    """Return cuts sorted by position; of two that overlap the earlier is kept."""
    boilerplate_cuts: list[BoilerplateCut] = []
    if len(cuts) < 2:
        return cuts
    for cut in sorted(cuts, key=lambda cut: (cut[1], -cut[2])):
        if not boilerplate_cuts or cut[1] >= boilerplate_cuts[-1][2]:
            boilerplate_cuts.append(cut)
    return boilerplate_cuts
