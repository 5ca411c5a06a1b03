"""Headlines joined to their text, with or without a label."""

from __future__ import annotations

import pytest

from indexer.split.joined_headlines import cut_labelled, cut_plain, cut_whole
from indexer.split.origin_label import cut_origin

TITLE = "河湾县两座便民桥建成通车"
TEXT = "8月12日，河湾县沿河八个村的村民走上了新桥，从此赶集不用再绕路。两座便民桥去年秋天开工。"


@pytest.mark.parametrize(
    "between",
    [
        "",
        " ",
        "    ",
        TITLE + " ",
        "河湾日报客户端记者 童安 通讯员 骆小舟",
        "央广网保定8月13日消息（记者童安）",
        "来源：河湾日报 ",
        "□童安 骆小舟 ",
        "——参考消息网8月13日报道 ",
    ],
)
def test_a_labelled_headline_ends_where_its_text_begins(between: str) -> None:
    text = f"原标题：{TITLE}{between}{TEXT}"
    cut = cut_labelled(text)
    assert cut is not None
    assert text[cut.start : cut.end] == TITLE


@pytest.mark.parametrize(
    ("line", "end"),
    [
        ("原标题：新桥通车，赶集不绕路！", 15),
        ("原标题：新桥为何", None),
        ("原标题：新桥通车。赶集不绕路！", None),
        ("原标题：新桥通车了8月12日，村民都说好！", None),
        ("新桥通车，赶集不绕路！", None),
    ],
)
def test_a_labelled_line_that_ends_as_no_text_does_is_a_headline(line: str, end: int | None) -> None:
    cut = cut_whole(line)
    assert (cut.end if cut else None) == end


@pytest.mark.parametrize("between", [TITLE + " ", "      ", "■童安 骆小舟 "])
def test_a_headline_without_a_label_is_found_where_it_is_beyond_doubt(between: str) -> None:
    text = f"{TITLE}{between}{TEXT}"
    cut = cut_plain(text)
    assert cut is not None
    assert text[cut.start : cut.end] == TITLE


def test_a_headline_without_a_label_is_found_before_what_begins_as_news_does() -> None:
    title = "河湾县两座便民桥通车，村民赶集不再绕路！"
    cut = cut_plain(f"{title}近日，河湾县沿河八个村的村民走上了新桥，从此赶集不用再绕路。")
    assert cut is not None
    assert cut.end == len(title)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        "8月12日上午，副县长童安8月13日来到河湾镇，察看新桥。",
        "据县水利局介绍，近日，河湾镇的水位有所回落。",
        "河湾财经 童安    8月12日，两座新桥通车。",
        "",
    ],
)
def test_no_headline_is_made_of_a_first_sentence(text: str) -> None:
    assert cut_plain(text) is None


@pytest.mark.parametrize("origin", ["来源：河湾日报", "来源：人民网－河湾频道", "稿源：河湾晚报 "])
def test_an_origin_in_front_of_a_text_is_cut_off(origin: str) -> None:
    cut = cut_origin(origin + TEXT)
    assert cut is not None
    assert (origin + TEXT)[cut.body :] == TEXT
