"""The most expensive known queries: built of the most frequent characters, at maximum query length."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from engine.query.parser import MAX_QUERY_CHARS

COMMON = (
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
)


def repeated(form: str, between: str = " ", pairs: bool = False) -> str:
    """Repeat `form` up to the maximum query length, each time with another frequent character for X (and Y)."""
    text = ""
    for x, y in product(COMMON, COMMON[:3] if pairs else "的"):
        more = (between if text else "") + form.replace("X", x).replace("Y", y)
        if len(text) + len(more) > MAX_QUERY_CHARS:
            break
        text += more
    return text


DEAR = {
    "one pattern 300 times": " ".join(["的*"] * 300),
    "one pattern 500 times": " ".join(["的*"] * 500),
    "patterns of one character": repeated("X*"),
    "a character and any": repeated("X?"),
    "any and a character": repeated("?X"),
    "two characters with a gap of one": repeated("X?Y", pairs=True),
    "two characters with a gap": repeated("X*Y", pairs=True),
    "one of many patterns": repeated("X?", " OR "),
    "one of many gaps": repeated("X?Y", "|", pairs=True),
    "none of many patterns": repeated("-X?"),
    "patterns in titles": repeated("标题:X?"),
    "characters in bodies": repeated("正文:X"),
    "a chain of gaps": repeated("X", "*"),
    "a chain of one character": "*".join("的" * (MAX_QUERY_CHARS // 2)),
    "all near each other": repeated("X", " NEAR/999 "),
    "one character near itself": " NEAR/999 ".join("的" * 90),
    "every frequent character": repeated("X"),
    "any frequent character": repeated("X", " OR "),
    "any frequent pair in quotes": repeated("“XY”", " OR ", pairs=True),
    "questions": "谁".join(COMMON),
    "years in words": " ".join(f"{year}年" for year in range(1900, 2090))[:MAX_QUERY_CHARS],
    "characters of two forms": " ".join(f"乾{char}" for char in COMMON)[:MAX_QUERY_CHARS],
    "nothing but dots": ".*" * 7 + "x",
    "a long quotation or dots": "“岳阳市中级人民法院布告” OR .*.*.*.*.*.*.*x",
    "signs and a name": "、*" * 18 + "镇",
    "one letter": "a*" * 9 + "x",
    "figures": "*".join("1234567890"),
    "signs alone": "?" * 40 + "的",
    "patterns in fields": "标题:*的* OR 正文:*的* OR 来源:*报*",
    "brackets": "(" * 30 + "的*一" + ")" * 30,
    "one sign in pairs": " ".join(["、*。"] * 120),
    "dates": "年*月*日*时*分 OR 第*届*次*会议*镇",
    "a long quotation of few characters": "“" + "的一是在不了" * 60 + "”",
}


def paths(quoted: str) -> Iterator[str]:
    """Yield the paths besides the results page that accept a query; `quoted` is quoted for a URL."""
    for path in ("/search?town=x&leader=y&source=z&from=1900&to=1901", "/facet/leader?", "/feed?", "/share?"):
        yield f"{path}&q={quoted}"
    for path in ("/search?sort=date&page=9999", "/suggest?", "/api/v1/search?size=100", "/api/v1/explain?"):
        yield f"{path}&q={quoted}"
