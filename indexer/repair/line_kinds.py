"""Classify lines as kinds of boilerplate by their text."""

from __future__ import annotations

import re

from indexer.entities.credit_line import read_credit_line
from indexer.entities.page_labels import (
    CLOCK,
    COLON,
    COUNT_LABEL,
    DAY,
    EDITOR,
    MOMENT_LABEL,
    NAMES,
    ORIGIN_LABEL,
    SHARES,
    TOKENS,
    WIDGETS,
    is_made_of,
)

# 您当前的位置 · 首页
PLACE = r"(?:您?现?(?:当前|现在|目前)?(?:所在|的)?位置(?:是|在)?|首页|主页|网站首页)"
# 您当前的位置 : 长城网 >> 廊坊频道 >> 本网原创 · 首页 > 要闻 · 新闻 > 要闻 > 正文
CRUMBS = re.compile(
    rf"(?:[•·]\s?)?{PLACE}(?:{COLON}|\s{{0,3}}[>＞›»→])|[^>＞›»。]{{1,24}}(?:[>＞›»]{{1,2}}[^>＞›»。]{{0,24}}){{2,10}}$"
)
# 责任编辑：王林 校对：李大双 · [责编：王林] · 编辑/王林, but not 策划丨河堤上的柳树
EDITORS = re.compile(
    rf"[\[【(（*]?\s{{0,3}}(?>{EDITOR}\s{{0,2}}(?:[:：][^:：，。！？]{{0,16}}?|[/｜丨|]\s?(?:{NAMES})?)[\s|｜/、；]{{0,3}}"
    rf"(?={EDITOR}\s{{0,2}}[:：/｜丨|]|[\])】）]?$)){{1,10}}[\])】）]?$"
)
# 关键词:大厂,北京城市副中心
KEYWORDS = re.compile(rf"(?:关键词|关键字|标签){COLON}")
# 长城网廊坊频道欢迎您 · 上一篇：… · 上一版 下一版 · 》》点击图片进入专题《《 · 点击上方蓝字关注我们 · END
NAVIGATION = re.compile(
    r"(?:[•·]\s?)?(?:.{0,16}(?:网|站|频道|客户端|门户)欢迎您|欢迎(?:访问|光临).{0,20})$|[上下]一[篇条页版期](?:[:：]|$)|"
    r"返回(?:首页|列表|上一页|顶部)$|(?:[上下]一[篇条页版期][\s|｜]{0,12}){2,3}$|[》>]{0,3}点击(?:图片|进入).{0,12}专题|"
    r"点击(?:查看|阅读)(?:原文|全文|更多).{0,6}$|阅读原文$|(?:点击|戳)?(?:上方|下方|上面)?(?:蓝字|名片|卡片).{0,6}关注.{0,8}$|"
    r"点击(?:上方|下方|上面|左上角)?[“‘「\"][^”’」\"]{1,20}[”’」\"].{0,4}关注.{0,8}$|"
    r"[-—–\s]{0,8}(?:END|完|The End)[-—–\s]{1,8}$|END$|网站地图|设为首页|加入收藏|"
    r"更多精彩内容请进入|(?:本文|原文)链接[:：]"
)
# 今天是2026年1月23日 星期五 晴 · 本网站支持IPv6 · 旗下栏目: 青河县 白石县 · 合作热线: · 首页 资讯 关注 科技
SITE_BAR = re.compile(
    r"今天是.{4,40}$|星期[一二三四五六日天]$|.{0,12}支持\s?IPv6.{0,10}$|(?:旗下|下级|相关|子)栏目[:：]|电子报.{0,6}$|数字报.{0,4}$|(?:当前)?报纸名称[:：].{2,12}$|版面[:：]|"
    r"(?:合作|新闻|投稿|来稿|举报|报料|爆料|咨询|服务|监督|值班|电子){0,2}(?:热线|电话|邮箱)[:：]|无障碍(?:浏览|阅读|版)?$|"
    r"(?:网站)?(?:首页|主页)(?:\s{1,4}[\u4e00-\u9fff]{2,6}){3,12}$"
)
# 索 引 号: · 发布机构 某县人民政府办公室 · 成文日期: 2031-05-28, cells of the table above a public document
DOCUMENT_LABEL = (
    r"(?:索\s{0,2}引\s{0,2}号|主题分类|信息分类|发布机构|发文机关|发文单位|制发机关|(?:成文|发文|发布|生效|废止|公开)日期|发文字号|文\s{0,2}号"
    r"|有\s{0,2}效\s{0,2}性|主\s{0,2}题\s{0,2}词|名\s{0,2}称|标\s{0,2}题|公开(?:方式|形式|范围)|组配分类|体裁分类|分\s{0,2}类)"
)
DOCUMENT_TABLE = re.compile(rf"{DOCUMENT_LABEL}\s{{0,3}}(?:[:：]|\s).{{0,120}}$|{DOCUMENT_LABEL}$")
# — 3 — · 第3页 共12页 · （下转第三版）
PAGING = re.compile(
    r"(?:[-—–·]\s?\d{1,4}\s?[-—–·]|第\s?\d{1,4}\s?页(?:[\s/，,共]{1,4}\d{1,4}\s?页)?|"
    r"[（(【]?(?:上接|下转|紧接)第?[\da-dA-D一二三四五六七八九十]{1,3}版.{0,8})[)）】]?$"
)
# 分享到: · 扫一扫在手机打开当前页 · 微信扫描二维码关注
SHARE = re.compile(
    r".{0,8}[—-]{1,2}分享[—-]{0,2}$|.{0,10}点个?.{0,2}(?:在看|赞).{0,12}$|分享[到至](?:[:：\s]|$)|扫一扫.{0,12}(?:当前页|分享|关注|查看).{0,6}$|(?:微信扫|扫描|长按识?别?).{0,6}二维码.{0,16}$|返回搜狐"
    r"|(?:(?:阅读|浏览|转发|评论|点?赞|在看|收藏|分享|播放|留言)\s{0,2}(?:[\d.,]{1,9}\s?[万wW]?\+?)?[\s·|]{0,3}){1,6}$"
)
# 图为活动现场 · ▲资料图片 · 会议现场
CAPTION = re.compile(
    r"(?:图为|图[①②③④⑤⑥\d][:：为]|[▲△▼]|[上下左右]图[为：:]|资料图片?$|(?:会议|活动|发布会|仪式)现场$)"
)
# 图片来源：视觉中国 · （图源/网络）
CREDIT = re.compile(
    rf"[（(【]?(?:(?:图片|资料图片?|图)(?:来源|作者|提供)|图源|供图)\s?[:：/]|图片来自|[（(]?图片?\s?[:：/]\s?{NAMES}[)）]?$"
)
# 文字丨王林 · 摄影：李大双 · 采写/王林
WRITERS = re.compile(
    rf"(?:(?:文字|图文|文图|撰文|采写|作者|通讯员|(?:全媒体|实习|见习|本报)?记者|摄影|摄像|文|图|图片|供图)\s{{0,2}}[:：/丨｜|]\s{{0,2}}"
    rf"(?:{NAMES})[\s|｜]{{0,3}}){{1,4}}$"
)
# 图片 · [视频1]
PICTURE = re.compile(r"[\[【(（<]?(?:图片|视频|音频|插图)\d{0,2}[\]】)）>]?$")
# 国土名片网版权所有 · 京ICP备12345678号
COPYRIGHT = re.compile(r"版权所有|[Cc]opyright|©|ICP备|公网安备|网站标识码|未经.{0,10}(?:不得|禁止|严禁)转载")
# 凡注明“来源：某报”的作品… · 版权声明：… · 如有侵权请联系删除
RIGHTS = re.compile(
    r"凡(?:本[报网站刊台]|注明|来源).{0,80}(?:作品|稿件|文章|文字|图片|内容)|转载目的在于|本文为.{2,12}原创|转载请(?:附上|注明)|"
    r"版权声明|免责声明|未经(?:书面)?(?:授权|许可)|侵权.{0,12}(?:删除|联系)"
)
# ·广告·, with all that it announces on the following lines · 广告 点击下载 ×
NOTICE = re.compile(r"[·•—【\[\s-]{0,3}(?:公益|分类)?广告[·•—】\]\s-]{0,3}$")
ADVERT = re.compile(r"[【\[]?(?:广告|推广|AD)[】\]]?(?:$|\s.{2,100}×)")
# 来源：北京日报 · 发布时间：2023年6月15日 来源：新华社 · 2026-02-03 09:02:33 · 2024-09-21 16:22 河湾发布
STAMP = re.compile(
    rf"[【\[(（*]?(?:{ORIGIN_LABEL}|{MOMENT_LABEL}|{COUNT_LABEL}|(?:文章)?作者|发布(?:者|人|单位|机构)|信息提供|供稿(?:单位)?){COLON}|"
    rf"{DAY}\s{{0,4}}(?:星期[一二三四五六日天])?\s{{0,4}}(?:{CLOCK}(?:\s{{1,4}}\S.{{0,16}}|\s?[·|｜]\s?\S.{{0,24}})?)?$|"
    rf"\d{{2}}-\d{{1,2}}-\d{{1,2}}\s{CLOCK}\s来自.{{0,20}}$|以下文章来源于.{{2,20}}[，,]\s?作者.{{0,20}}$|[^。，]{{2,20}}官方(?:账|帐)号$|"
    rf"{DAY}\s{{0,4}}(?:{CLOCK})?\s.{{0,60}}(?:(?:来源|作者|编辑|浏览|点击|阅读|字号|字体)\S{{0,4}}\s?[:：]|[>＞])"
)
# 原创 王林 河湾发布 2022-06-24 18:30 发表于北京
ACCOUNT = re.compile(
    rf"(?:原创\s{{1,3}})?(?:\S{{2,12}}\s{{1,3}}){{1,2}}{DAY}\s{{1,3}}{CLOCK}(?:\s{{1,3}}(?:发表于)?\S{{2,8}})?$"
)
# 主办：大厂县人民政府 承办：… · 网站管理：…
HOST = re.compile(
    r"(?:主办|承办|协办|主管)(?:单位)?[:：].{0,40}(?:人民政府|办公室|宣传部|融媒体中心|网)|(?:技术支持|网站管理|运行维护|建设维护)(?:单位)?[:：]"
)
# 会议现场。大厂融媒体中心 供图
CREDIT_ENDS = ("供图", "摄", "摄影", "/图", "／图")
# 由本报记者拍摄
NOT_CREDIT = re.compile(r"(?:拍摄|航摄|抓拍|的摄影|爱摄影|好摄影|学摄影|文[/／]图|图[/／]文|文并摄)$")
# ◆◆◆
MARKS = re.compile(r"[\W_]{1,160}")

# Required start, end or content of boilerplate lines: any rule here or for whole lines needs one of these.
FIRST_CHARS = frozenset(word[0] for word in WIDGETS | SHARES) | frozenset(
    "原点戳喜蓝E-—–撰采通摄您现当目所位首主网关标上下返点阅设加更分扫微长图资会活发仪广推来信文稿新消内出本转载时日成录编刊生浏访人字索作供一二三承协技运建地邮电"
    "以上下紧第欢律法配联责流值执视美实见英助校审初复终总监策统副制版排签相延推热往猜插音今星旗合举报爆咨服监值投电数无索主名标有文组体分成公生废0123456789"
)
LAST_CHARS = frozenset("供图摄影您问临文号注")
INNER_CHARS = re.compile(r"[>＞›»©]|版权|声明|ICP备|公网安备|标识码|未经|侵权|opyright")

ANYWHERE_RULES = (
    ("breadcrumb", CRUMBS),
    ("editor", EDITORS),
    ("navigation", NAVIGATION),
    ("navigation", PAGING),
    ("share", SHARE),
    ("advert", ADVERT),
    ("caption", CAPTION),
    ("caption", PICTURE),
    ("credit", CREDIT),
)
OUTSIDE_RULES = (
    ("stamp", STAMP),
    ("stamp", ACCOUNT),
    ("credit", WRITERS),
    ("keywords", KEYWORDS),
    ("copyright", HOST),
    ("stamp", DOCUMENT_TABLE),
    ("navigation", SITE_BAR),
)


def classify(text: str, outside: bool) -> str | None:
    """Return the kind of boilerplate that a line is, None for article text; `outside` if it is outside the prose."""
    if outside or len([token for token in TOKENS.split(text) if token]) > 1:
        if is_made_of(text, WIDGETS):
            return "widget"
        if is_made_of(text, SHARES):
            return "share"
    kind = next((kind for kind, rule in ANYWHERE_RULES if rule.match(text)), None)
    if kind:
        return kind
    if read_credit_line(text):  # the byline of an article
        return None
    if ends_in_credit(text):
        return "credit" if len(text) <= 20 and "。" not in text else "caption"
    if len(text) <= 60 and COPYRIGHT.search(text):
        return "copyright"
    if not outside:
        return None
    if COPYRIGHT.search(text) or RIGHTS.search(text):
        return "copyright"
    kind = next((kind for kind, rule in OUTSIDE_RULES if rule.match(text)), None)
    return kind or ("widget" if MARKS.fullmatch(text) else None)


def may_be_boilerplate(text: str) -> bool:
    """Return False if no rule can match a line."""
    bare = text.rstrip("。)）】] ")
    first = text[0]
    return (
        first in FIRST_CHARS or not first.isalnum() or bare[-1:] in LAST_CHARS or INNER_CHARS.search(text) is not None
    )


def ends_in_credit(text: str) -> bool:
    """Return True if a line ends in the credit of a picture, as in "会议现场。融媒体中心 供图"."""
    bare = text.rstrip("。)）】] ")
    if not bare.endswith(CREDIT_ENDS) or NOT_CREDIT.search(bare):
        return False
    return len(re.split(r"[。！？]", bare)[-1]) <= 40
