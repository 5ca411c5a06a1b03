"""Untrusted text in letters, made printable and free of anything that a mail client turns into a link."""

from __future__ import annotations

import re
import unicodedata

# Zero-width characters outside category Cf: fillers, joiners, variation selectors.
_IGNORED = re.compile("[͏ᅟᅠ឴឵᠋-᠏⠀ㅤ︀-️\U000e0100-\U000e01ef]")
# Characters that end an address, after full-width ones have been normalised.
_ENDS = frozenset(",;!\"'()<>{}|`、“”‘’《》〈〉【】「」『』…—")
# Top-level domains in Chinese characters; those of other scripts are recognised by the script.
_HAN = (
    "中国|中國|公司|网络|网址|网站|网店|中文网|香港|台湾|台灣|澳门|澳門|新加坡|政务|公益|机构|组织机构|集团|企业|商标|商店|商城|在线"
    "|我爱你|移动|手机|手表|信息|健康|娱乐|游戏|购物|服务|食品|餐厅|招聘|时尚|珠宝|慈善|世界|佛山|广东|八卦|大拿|天主教|微博|点看"
    "|書籍|家電|通販|工行|谷歌|联通|诺基亚|飞利浦|亚马逊|淡马锡|大众汽车|嘉里|嘉里大酒店|香格里拉|電訊盈科|盛贸饭店"
)
_SCHEMES = (
    "https?|ftp|mailto|tel|sms|smsto|mms|callto|skype|facetime|whatsapp|tg|weixin|alipays?|magnet|javascript|vbscript|file|news"
    "|nntp|xmpp|sips?|geo|bitcoin|ethereum|intent|itms|webcal|ldap|ssh"
)
_LINK = re.compile(
    # any://thing, tel:110
    rf":[/\\]{{2}}|(?<![a-z0-9])(?:{_SCHEMES}):(?=\S)"
    # www.anything
    r"|(?<![a-z0-9])www[0-9]{0,3}[.。](?=\S)"
    # example.com, example.xn--fiqs8s, reader@example.com
    r"|(?<=[^\s.。])[.。](?:xn--[a-z0-9-]{1,59}|[a-z]{2,24})(?![a-z0-9])"
    # 例子.中国, пример.рф; a sentence may end before 。公司
    rf"|(?<=[^\s.。])\.(?:(?:{_HAN})(?![^\W\d_])|[^\W\d_a-z㐀-䶿一-鿿])|(?<=[^\s.。])。(?:{_HAN})(?=[\s/:]|$)"
    # 192.0.2.7, [2001:db8::7]
    r"|(?<![0-9])(?:[0-9]{1,3}[.。]){3}[0-9]{1,3}(?![0-9])|\[[0-9a-f]{0,4}:[0-9a-f]{0,4}:[0-9a-f:.]{0,40}\]|[0-9a-f]::[0-9a-f]"
    # +86 10 1234 5678
    r"|\+[0-9][0-9 ()-]{6,18}[0-9]"
)


def printable(text: str) -> str:
    """Return `text` without invisible characters, and with a space for each line break and control character."""
    return "".join(sign if sign.isprintable() else "" if unicodedata.category(sign) == "Cf" else " " for sign in text)


def has_link(text: str) -> bool:
    """Return whether a mail client would turn any part of `text` into a link."""
    return bool(_LINK.search(_plain(text)[0]))


def without_links(text: str, instead: str = "[…]") -> str:
    """Replace each address (web page, mailbox, host, telephone number) in `text` by `instead`, from scheme to path."""
    plain, places = _plain(text)
    texts: list[str] = []
    after = 0
    for match in _LINK.finditer(plain):
        start, stop = match.span()
        if stop <= after:
            continue
        while start > after and not _ends(plain[start - 1]):
            start -= 1
        if start > after or not texts:
            texts += [text[places[after] : places[start]], instead]
        after = next((at for at in range(stop, len(plain)) if _ends(plain[at])), len(plain))
    return "".join([*texts, text[places[after] :]])


def _ends(sign: str) -> bool:
    return sign in _ENDS or sign.isspace()


def _plain(text: str) -> tuple[str, list[int]]:
    """Normalise `text` as a mail client does; also return the offset in `text` of each character and of the end."""
    signs = [
        (plain, place)
        for place, sign in enumerate(text)
        if unicodedata.category(sign) != "Cf" and not _IGNORED.match(sign)
        for plain in unicodedata.normalize("NFKC", sign).casefold()
    ]
    return "".join(plain for plain, _ in signs), [*(place for _, place in signs), len(text)]
