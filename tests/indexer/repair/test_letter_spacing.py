"""Letter-spaced text is joined, and no other."""

from __future__ import annotations

import datetime

import pytest

from indexer.document import RawDocument
from indexer.pipeline import extract
from indexer.repair.letter_spacing import close_up

PAGE = (
    "河湾镇采摘季启动\n2024-06-09 来源：河湾时讯\n"
    "六月八日上午，通州区西集镇在沙古堆村举办采摘启动仪式，三十多家合作社带来了新品种。\n"
    "村民贺满仓说，今年雨水均匀，果子上色快，头一批下树的早大果每斤卖到二十六元。"
)


def spread(text: str, gap: str) -> str:
    return "\n".join(gap.join(char for char in line if char != " ") for line in text.split("\n"))


@pytest.mark.parametrize("gap", [" ", "\u3000", "\u2009", "\u00a0", "  ", "\t"])
def test_a_text_with_a_blank_after_each_character_is_read_as_without(gap: str) -> None:
    (article,) = extract(RawDocument("a.txt", spread(PAGE, gap)))
    assert article.title == "河湾镇采摘季启动"
    assert (article.date, article.source) == (datetime.date(2024, 6, 9), "河湾时讯")
    assert article.towns == ("北京市/通州区/西集镇",)
    assert "沙古堆村" in article.body
    spaced = [repair for repair in article.repairs if repair.reason == "a blank after each character"]
    assert [repair.kind for repair in spaced] == ["joined"] * 4
    assert spaced[0].text == gap.join("河湾镇采摘季启动")


def test_a_word_of_latin_letters_and_a_wider_gap_stay() -> None:
    line = "河 湾 镇 用 A I 技 术   与 W T O 合 作 ， Open Source 大 会 在 柳 树 村 的 河 堤 召 开"
    assert close_up(RawDocument("a.txt", line)).text == (
        "河湾镇用AI技术 与WTO合作， Open Source 大会在柳树村的河堤召开"
    )


@pytest.mark.parametrize(
    "text",
    [
        PAGE,
        "通　　知",
        "镇党委书记王　林，副镇长李　娜、周　平参加。",
        "是 否 有 无\n甲 乙 丙",
        "1 2 3 4 5 6 7 8 9 10 11 12",
        "A B C D E F G H I J K L",
        "the W T O is a b c d e",
        "奋进新征程 建功新时代 走基层 看变化",
        "赵 钱 孙 李\n周 吴 郑 王",
    ],
)
def test_other_blanks_stay(text: str) -> None:
    document = RawDocument("a.txt", text)
    assert close_up(document) is document or close_up(document).text == text


def test_what_was_left_out_and_the_rows_of_tables_keep_their_place() -> None:
    text = spread("河湾镇采摘季启动了", " ") + "\n甲  乙"
    document = RawDocument("a.txt", text, left_out=(("hidden", "x", len(text)),), tables=((len(text) - 4, len(text)),))
    closed = close_up(document)
    assert closed.text == "河湾镇采摘季启动了\n甲 乙"
    assert closed.left_out[0][2] == len(closed.text)
    assert closed.text[slice(*closed.tables[0])] == "甲 乙"


def test_a_stated_headline_is_closed_up_too() -> None:
    title = spread("河湾镇采摘季启动了", " ")
    assert close_up(RawDocument("a.txt", "柳树。", {"title": title})).stated["title"] == "河湾镇采摘季启动了"


def test_a_long_line_takes_time_in_proportion() -> None:
    text = "柳 " * 300_000
    assert len(close_up(RawDocument("a.txt", text)).text) < 310_000
