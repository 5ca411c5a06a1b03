"""Documents that are no news: what a firewall, a missing page or a script leaves, lists of headlines, garbled text."""

from __future__ import annotations

import re

from engine.messages import Message
from engine.text.normalize import fold
from indexer.document import RawDocument

# An answer in place of a page is short and has no long paragraph.
MAX_ANSWER_CHARS, MAX_ANSWER_LINE_CHARS = 700, 70
# One sign is enough in so short a text.
MAX_SHORT_CHARS = 80
# A page that only asks for JavaScript.
MAX_SCRIPT_CHARS = 200
_FIREWALL = re.compile(
    r"(?:访问|请求|操作)[^。\n]{0,16}(?:已?被(?:拦截|阻断|拒绝|禁止|防火墙)|安全威胁|违规)"
    r"|(?:拦截|阻断)(?:时间|原因|规则)|事件 ?id|客户端特征|web应用防火墙|云防护|云安全|网站防火墙|\bwaf\b"
    r"|安全(?:验证|检查|防护)|人机验证|(?:输入|完成|拖动)[^。\n]{0,10}(?:验证码?|滑块)|环境异常|您的ip|异常(?:访问|流量)"
    r"|access (?:denied|forbidden)|403 forbidden|request (?:blocked|rejected)|permission to access"
    r"|checking your browser|verify you are (?:a )?human|just a moment"
)
_MISSING = re.compile(
    r"(?:页面?|网页|文件|资源|内容|文章|信息|地址|链接|稿件)[^。\n]{0,10}"
    r"(?:不存在|找不到|未找到|无法找到|走丢|已过期|已失效|已下线|已下架)"
    r"|(?:页面?|内容|文章|稿件|信息)[^。\n]{0,4}已?被?(?:发布者|作者)?(?:删除|移除)"
    r"|(?:找不到|未找到|没有找到)[^。\n]{0,8}(?:页|内容|文件|资源)|page (?:not found|does not exist)|not found"
    r"|\b404\b|\b50[0234]\b|bad gateway|service unavailable|internal server error"
    r"|服务器(?:内部)?错误|系统繁忙"
    r"|[0-9一二三四五六七八九十]{1,3} ?秒[钟后]{0,2}[^。\n]{0,6}(?:跳转|返回)"
    r"|返回(?:首页|上一?页)|网站(?:正在)?(?:维护|升级|关闭)"
)
_SCRIPT = re.compile(
    r"(?:开启|启用|允许|支持|打开|enable|turn on) ?(?:您的浏览器的?)? ?(?:javascript|js\b|脚本)"
    r"|javascript (?:is )?(?:required|disabled)"
)
# Characters of which Chinese prose of any kind has many.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形"
    "相全表间样与关各重新线内数正心反你明看原又利比或但质气第向道此变条只没结解问意建月公无系军情者最立代想已通并提直题党程展五果"
    "料象员位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知组见计别期根论运指区强决做必战先回则任取据处市县省镇村乡州"
    "报记局委办书会议年月日号名单公告通知"
)
# So many of the commonest of them show at once that a text is sound.
_COMMONEST, MIN_COMMONEST = "的一在年日", 4
MIN_HAN, MIN_FREQUENT_SHARE = 40, 0.12
MAX_SAMPLE_CHARS = 200
_HAN = re.compile("[\u4e00-\u9fff]")
# Replacement characters, and what they become when they are read a second time.
_LOST = re.compile(r"\ufffd|锟斤拷|[Ã-ÿ][\u0080-¿]|\?{4,}")
MIN_LOST_SHARE = 0.05
# A list: lines that are a headline with its day.
MIN_LIST_LINES, MAX_LISTED_CHARS, MIN_LISTED_SHARE = 6, 120, 0.8
_DAY = r"[\[(]?(?:20\d\d[-./年])?\d{1,2}[-./月]\d{1,2}日?(?: \d\d:\d\d(?::\d\d)?)?[\])]?"
_LISTED = re.compile(rf"(?:[·•●◆■▪▶>*-] ?)?(?:{_DAY}[^。!?]{{6,60}}|[^。!?]{{6,60}}[ |·]?{_DAY})")


def say_no_news(document: RawDocument, place: Message) -> Message | None:
    """Return a sentence that says why a document is no news, None if it may be; `place` names the document."""
    if _is_garbled(document.text[:MAX_SAMPLE_CHARS]):
        return Message(
            "%(place)s: the characters are garbled (mojibake); save it again in its own encoding.", place=place
        )
    if is_list(document.text):
        return Message("%(place)s: a list of headlines, no article.", place=place)
    if len(document.text) > 2 * MAX_ANSWER_CHARS:
        return None
    lines = document.text.split("\n")
    if any(len(line) > 2 * MAX_ANSWER_LINE_CHARS for line in lines):
        return None
    lines = [line for raw in lines if (line := " ".join(fold(raw).split()))]
    if sum(map(len, lines)) > MAX_ANSWER_CHARS or any(len(line) > MAX_ANSWER_LINE_CHARS for line in lines):
        return None
    told = "\n".join((fold(document.stated.get("title", "")), *lines))
    firewall, missing = _signs(_FIREWALL, told), _signs(_MISSING, told)
    least = 1 if len(told) <= MAX_SHORT_CHARS else 2
    if firewall >= max(least, missing):
        return Message("%(place)s: the answer of a firewall in place of the page.", place=place)
    if missing >= least:
        return Message("%(place)s: the site says that there is no such page.", place=place)
    if len(told) <= MAX_SCRIPT_CHARS and _SCRIPT.search(told):
        return Message("%(place)s: a page that a script fills; save it as a browser shows it.", place=place)
    return None


def _signs(signs: re.Pattern[str], text: str) -> int:
    """Return how many different signs a text has."""
    return len({match.group() for match in signs.finditer(text)})


def _is_garbled(text: str) -> bool:
    """Return True if a text has been decoded in another encoding than its own."""
    if not text or ("\ufffd" not in text and sum(map(text.count, _COMMONEST)) >= MIN_COMMONEST):
        return False
    if sum(map(len, _LOST.findall(text))) >= MIN_LOST_SHARE * len(text):
        return True
    han = _HAN.findall(text)
    if len(han) < MIN_HAN or sum(map(_FREQUENT.__contains__, han)) >= MIN_FREQUENT_SHARE * len(han):
        return False
    return sum(map(_FREQUENT.__contains__, fold("".join(han)))) < MIN_FREQUENT_SHARE * len(han)


def is_list(text: str) -> bool:
    """Return True if the lines of a text are headlines with their days and nearly nothing else."""
    if text.count("\n") < MIN_LIST_LINES - 1:
        return False
    listed = count = 0
    for raw in text.split("\n"):
        line = " ".join(fold(raw[: MAX_LISTED_CHARS + 1]).split())
        if not line:
            continue
        count += 1
        listed += len(raw) <= MAX_LISTED_CHARS and _LISTED.fullmatch(line) is not None
        if count >= 2 * MIN_LIST_LINES and 2 * listed < count:
            return False
    return listed >= MIN_LIST_LINES and listed >= MIN_LISTED_SHARE * count
