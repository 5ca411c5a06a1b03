"""What kind of furniture a line is, told from its text."""

from __future__ import annotations

import re

from indexer.repair.labels import CLOCK, COLON, COUNT, DAY, EDITOR, MOMENT, ORIGIN, SHARES, WIDGETS, is_made_of

# 您当前的位置 · 首页
PLACE = r"(?:您?现?(?:当前|现在|目前)?(?:所在|的)?位置(?:是|在)?|首页|主页|网站首页)"
# 您当前的位置 : 长城网 >> 廊坊频道 >> 本网原创 · 首页 > 要闻 · 新闻 > 要闻 > 正文
CRUMBS = re.compile(
    rf"(?:[•·]\s?)?{PLACE}(?:{COLON}|\s{{0,3}}[>＞›»→])|[^>＞›»。]{{1,24}}(?:[>＞›»]{{1,2}}[^>＞›»。]{{0,24}}){{2,10}}$"
)
# 责任编辑：王林 校对：李大双 · [责编：王林]
EDITORS = re.compile(
    rf"[\[【(（*]?\s{{0,3}}(?:{EDITOR}\s{{0,2}}[:：/｜丨|][^:：，。！？]{{0,16}}?[\s|｜/、；]{{0,3}}){{1,10}}[\])】）]?$"
)
# 关键词:大厂,北京城市副中心
KEYWORDS = re.compile(rf"(?:关键词|关键字|标签){COLON}")
# 长城网廊坊频道欢迎您 · 上一篇：… · 》》点击图片进入专题《《
NAVIGATION = re.compile(
    r"(?:•\s?)?.{0,20}(?:欢迎您|欢迎访问|欢迎光临)$|[上下]一[篇条页](?:[:：]|$)|返回(?:首页|列表|上一页|顶部)|"
    r"[》>]{0,3}点击(?:图片|进入).{0,12}专题|点击(?:查看|阅读|进入).{0,10}$|阅读原文$|网站地图|设为首页|加入收藏|更多精彩内容请进入"
)
# 分享到: · 扫一扫在手机打开当前页
SHARE = re.compile(r"(?:分享到|分享至|扫一扫|扫描?(?:二维码|下方)|微信扫|长按识别|返回搜狐)")
# 图为活动现场 · ▲资料图片 · 会议现场
CAPTION = re.compile(
    r"(?:图为|图[①②③④⑤⑥\d][:：为]|[▲△▼]|[上下左右]图[为：:]|资料图片?$|(?:会议|活动|发布会|仪式)现场$)"
)
# 图片来源：视觉中国 · （图源/网络）
CREDIT = re.compile(r"[（(【]?(?:图片|供图|图源|资料图片?|图)(?:来源|作者|提供)?\s?[:：/]|图片来自")
# 图片 · [视频1]
PICTURE = re.compile(r"[\[【(（<]?(?:图片|视频|音频|插图)\d{0,2}[\]】)）>]?$")
# 国土名片网版权所有 · 京ICP备12345678号
COPYRIGHT = re.compile(
    r"版权所有|版权声明|免责声明|[Cc]opyright|©|ICP备|公网安备|网站标识码|未经(?:书面)?(?:授权|许可)|侵权.{0,12}(?:删除|联系)"
)
# 广告 点击下载 ×
ADVERT = re.compile(r"[【\[]?(?:广告|推广|AD)[】\]]?(?:$|\s.{2,100}×)")
# 来源：北京日报 · 发布时间：2023年6月15日 来源：新华社 · 2026-02-03 09:02:33
STAMP = re.compile(
    rf"[【\[(（*]?(?:{ORIGIN}|{MOMENT}|{COUNT}|(?:文章)?作者|发布(?:者|人|单位|机构)|信息提供|供稿(?:单位)?){COLON}|"
    rf"{DAY}\s{{0,4}}(?:星期[一二三四五六日天])?\s{{0,4}}(?:{CLOCK})?(?:$|\s)"
)
# 主办：大厂县人民政府 · 技术支持：…
HOST = re.compile(r"(?:主办|承办|协办|技术支持|网站管理|运行维护|建设维护|地址|邮编|电话|联系电话|邮箱)(?:单位)?[:：]")
# 会议现场。大厂融媒体中心 供图
CREDIT_ENDS = ("供图", "摄", "摄影", "/图", "／图")
# 由本报记者拍摄
NOT_CREDIT = re.compile(r"(?:拍摄|航摄|抓拍|的摄影|爱摄影|好摄影|学摄影)$")
# ◆◆◆
MARKS = re.compile(r"[\W_]{1,160}")

# What furniture begins with, ends with or holds: any rule here or for whole lines needs one of these.
FIRST = frozenset(word[0] for word in WIDGETS | SHARES) | frozenset(
    "您现当目所位首主网关标上下返点阅设加更分扫微长图资会活发仪广推来信文稿新消内出本转载时日成录编刊生浏访人字索作供一二三承协技运建地邮电"
    "联责流值执视美实见英助校审初复终总监策统副制版排签相延推热往猜插音0123456789"
)
LAST = frozenset("供图摄影您问临文")
HELD = re.compile(r"[>＞›»©]|版权|声明|ICP备|公网安备|标识码|未经|侵权|opyright")

ANYWHERE = (
    ("breadcrumb", CRUMBS),
    ("editor", EDITORS),
    ("keywords", KEYWORDS),
    ("navigation", NAVIGATION),
    ("share", SHARE),
    ("advert", ADVERT),
    ("caption", CAPTION),
    ("caption", PICTURE),
    ("credit", CREDIT),
)
OUTSIDE = (("stamp", STAMP), ("copyright", HOST))


def classify(text: str, outside: bool) -> str | None:
    """The kind of furniture that a line is, None for one of the article; `outside` where it stands beside the prose."""
    if is_made_of(text, WIDGETS) and (outside or len(text) > 1):
        return "widget"
    if is_made_of(text, SHARES):
        return "share"
    kind = next((kind for kind, rule in ANYWHERE if rule.match(text)), None)
    if kind:
        return kind
    if ends_in_credit(text):
        return "credit" if len(text) <= 20 and "。" not in text else "caption"
    if COPYRIGHT.search(text) and (outside or len(text) <= 60):
        return "copyright"
    if not outside:
        return None
    kind = next((kind for kind, rule in OUTSIDE if rule.match(text)), None)
    return kind or ("widget" if MARKS.fullmatch(text) else None)


def may_be_furniture(text: str) -> bool:
    """Whether it is worth while to look closer at a line."""
    bare = text.rstrip("。)）】] ")
    first = text[0]
    return first in FIRST or not first.isalnum() or bare[-1:] in LAST or HELD.search(text) is not None


def ends_in_credit(text: str) -> bool:
    """Whether a line ends in the credit of a picture, as in "会议现场。融媒体中心 供图"."""
    bare = text.rstrip("。)）】] ")
    if not bare.endswith(CREDIT_ENDS) or NOT_CREDIT.search(bare):
        return False
    return len(re.split(r"[。！？]", bare)[-1]) <= 40
