"""Documents that are no news: rejected with the reason, and nothing else is."""

from __future__ import annotations

import pytest

from engine.messages import Message
from indexer.document import RawDocument
from indexer.pipeline import extract, say_empty
from indexer.repair.not_news import say_no_news

NEWS = (
    "河湾镇樱桃采摘季启动\n2024-06-09 来源：河湾时讯\n六月八日上午，河湾镇在沙堆村举办樱桃采摘启动仪式，"
    "三十多家合作社带来了新品种。镇农业服务中心介绍，今年全镇樱桃种植面积稳定在五千亩左右，比上年增加二百亩。\n"
)
LIST = "工作动态\n" + "".join(f"河湾县第{day}次樱桃种植培训班开班 2024-06-{day:02}\n" for day in range(1, 12))


def reason(text: str) -> str | None:
    """Return the sentence that rejects a text, without its place."""
    message = say_no_news(RawDocument("a.txt", text), Message("%(name)s", name="a.txt"))
    return message.sentence.removeprefix("%(place)s: ") if message else None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "您的访问请求可能对网站造成安全威胁，请求已被拦截\n客户端特征：Mozilla/5.0\n拦截时间：2024-06-09 11:20:31",
            "firewall",
        ),
        ("环境异常\n当前环境异常，完成验证后即可继续访问。\n去验证", "firewall"),
        ("Access Denied\nYou don't have permission to access this server.", "firewall"),
        ("404\n对不起，您访问的页面不存在或已被删除！\n5秒后自动跳转到首页", "no such page"),
        ("该内容已被发布者删除", "no such page"),
        ("502 Bad Gateway\nnginx", "no such page"),
        ("You need to enable JavaScript to run this app.", "script"),
        (LIST, "list"),
    ],
)
def test_what_is_no_news_is_named(text: str, words: str) -> None:
    assert words in (reason(text) or "")
    assert list(extract(RawDocument("a.txt", text))) == []
    assert words in say_empty(RawDocument("a.txt", text)).sentence


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "gb18030"),
        ("utf-8", "latin-1"),
        ("gb18030", "utf-8"),
        ("gb18030", "latin-1"),
        ("utf-8", "big5"),
        ("gb18030", "big5"),
    ],
)
def test_text_in_a_wrong_encoding_is_named_mojibake(written: str, read: str) -> None:
    assert "mojibake" in (reason(NEWS.encode(written).decode(read, "replace")) or "")


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        NEWS + "网页打不开时会显示404，页面不存在，返回首页即可。请求已被拦截的，写明拦截时间。" * 2,
        "河湾县开展网站安全检查\n" + NEWS * 2,
        "公示名单\n" + "王小林 李大双 许小舟 童安\n" * 12,
        "西海龍王廟會開幕\n昨日，龍灣鎮舉辦廟會，來自各地的遊客參觀了展覽，品嘗了當地的小吃，並觀看了戲曲演出，場面十分熱鬧。",
        "Beijing Daily\nThe cherry festival opens in Xiji town.",
        "",
    ],
)
def test_articles_are_never_rejected(text: str) -> None:
    assert reason(text) is None
