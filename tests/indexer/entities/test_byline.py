"""Bylines: outlets and names, before, under and after a text; and text that only resembles one."""

from __future__ import annotations

import pytest

from indexer.entities.byline import Byline, read_closing, read_line, read_opening
from indexer.entities.credited_people import spell_names

Read = tuple[str | None, tuple[str, ...], str]


def told(byline: Byline | None, text: str) -> Read | None:
    return (byline.outlet, spell_names(text, byline.names), text[byline.end :]) if byline else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本报讯(记者 童安)昨天下午，河堤开放。", (None, ("童安",), "昨天下午，河堤开放。")),
        ("本报讯（记者童安 通讯员骆小舟）今年，", (None, ("童安", "骆小舟"), "今年，")),
        ("新华社长沙7月26日电(记者童安)日前，", ("新华社", ("童安",), "日前，")),
        ("中新网保定8月9日电 (童安 骆小舟)近日，", ("中新网", ("童安", "骆小舟"), "近日，")),
        (
            "河湾日报客户端讯（通讯员童安、骆小舟、许大双）眼下，",
            ("河湾日报客户端", ("童安", "骆小舟", "许大双"), "眼下，"),
        ),
        ("大众网记者 童安 聊城报道7月26日下午，", ("大众网", ("童安",), "7月26日下午，")),
        ("东方网记者童安8月19日报道：昨天", ("东方网", ("童安",), "昨天")),
        ("河湾日报客户端 | 记者 童安 通讯员 骆小舟“全程”", ("河湾日报客户端", ("童安", "骆小舟"), "“全程”")),
        ("海报新闻见习记者童安骆小舟上海报道8月", ("海报新闻", ("童安", "骆小舟"), "8月")),
        ("【环球网报道 实习记者 童安】据悉，", ("环球网", ("童安",), "据悉，")),
        ("央视网消息(新闻联播)：入夏以来，", ("央视网", (), "入夏以来，")),
        ("IT之家 8 月 17 日消息，新品", ("IT之家", (), "新品")),
        ("参考消息网8月11日报道 河流", ("参考消息网", (), "河流")),
        ("□ 本报记者 童安", (None, ("童安",), "")),
        ("文丨童安 骆小舟", (None, ("童安", "骆小舟"), "")),
        ("（记者 童 安）近日，", (None, ("童 安".replace(" ", ""),), "近日，")),
        ("【本報記者 童安】老街修繕", (None, ("童安",), "老街修繕")),
        ("江天日報訊（記者童安）今夜", ("江天日報", ("童安",), "今夜")),
    ],
)
def test_openings(text: str, expected: Read) -> None:
    assert told(read_opening(text), text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "记者从县政府获悉，今年",
        "8月14日，记者在现场看到",
        "电视台今晚播出",
        "据路透社7月21日报道，",
        "河湾网通讯：在田野上",
        "童安来到河堤上",
        "",
    ],
)
def test_texts_that_open_with_no_byline(text: str) -> None:
    assert read_opening(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("本报记者 童安 实习记者 骆小舟", ("童安", "骆小舟")),
        ("(童安 骆小舟 许大双)", ("童安", "骆小舟", "许大双")),
        ("■童  安  许  舟  特约记者  骆小舟", ("童安", "许舟", "骆小舟")),
        ("文/童安", ("童安",)),
        ("正河新闻记者童安 通讯员 骆小舟 文图", ("童安", "骆小舟")),
    ],
)
def test_lines_that_are_bylines(text: str, names: tuple[str, ...]) -> None:
    line = read_line(text)
    assert line is not None
    assert spell_names(text, line.names) == names


@pytest.mark.parametrize(
    "text", ["区委召开扩大会议", "省长 童安", "金秋时节", "（桥家河乡）", "骆小舟主持", "小楼门 大天地"]
)
def test_lines_that_are_no_bylines(text: str) -> None:
    assert read_line(text) is None


@pytest.mark.parametrize(
    ("text", "names", "outlet"),
    [
        ("河堤开放。（童安 骆小舟）", ("童安", "骆小舟"), None),
        ("河堤开放。（通讯员 童安）", ("童安",), None),
        ("河堤开放。上游新闻 童安", ("童安",), "上游新闻"),
        ("河堤开放。童安 骆小舟 摄影报道", ("童安", "骆小舟"), None),
        ("河堤开放。记者：童安 通讯员：骆小舟", ("童安", "骆小舟"), None),
        ("河堤开放。（某县委宣传部 童安）", ("童安",), None),
        ("河堤开放！”（完）", (), None),
        ("河堤开放。\u3000采写：南都记者 童安", ("童安",), "南都"),
    ],
)
def test_closings(text: str, names: tuple[str, ...], outlet: str | None) -> None:
    closing = read_closing(text)
    assert closing is not None
    assert (spell_names(text, closing.names), text[: closing.start].endswith(("。", "”"))) == (names, True)
    assert closing.outlet in (outlet, None)


@pytest.mark.parametrize(
    "text", ["河堤开放。谢谢", "河堤开放。（桥家河乡）", "河堤开放。请转发给朋友", "河堤开放。", ""]
)
def test_texts_that_close_with_no_byline(text: str) -> None:
    assert read_closing(text) is None
