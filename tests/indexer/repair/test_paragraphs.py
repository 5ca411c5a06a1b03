"""Lines broken by pages and columns are joined; paragraphs, headings and verses are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.document import RawDocument
from indexer.repair.boilerplate import separate_boilerplate
from indexer.repair.paragraphs import join_paragraphs

FIRST = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。"
SECOND = "到了中午，孩子们放学路过这里，总要停下来数一数树上又多了几只白鹭，再慢慢走回家。"


def paragraphs(text: str) -> list[str]:
    return [
        paragraph.text for paragraph in join_paragraphs(separate_boilerplate(RawDocument("a.txt", text)).lines, text)
    ]


@pytest.mark.parametrize("at", [len(FIRST) + 7, len(FIRST) + 16, len(FIRST) + 30])
@pytest.mark.parametrize("gap", ["\n", "\n\n", "\n\u3000\n"])
def test_a_sentence_cut_by_a_page_break_is_joined(at: int, gap: str) -> None:
    whole = FIRST + SECOND
    assert paragraphs(f"{FIRST}\n\n{whole[:at]}{gap}{whole[at:]}\n\n{SECOND}") == [FIRST, whole, SECOND]


@pytest.mark.parametrize(
    "lines",
    [
        [FIRST, SECOND],
        ["护河有新招", FIRST, "孩子们的大课堂", SECOND],
        ["一、柳树怎么种", FIRST, "二、河堤怎么修", SECOND],
        ["（一）坚持协调推进，建设美丽河湾", FIRST],
        ["青青河边柳，", "郁郁园中葵。", "阳春布德泽，", "万物生光辉。"],
        ["老贺说：", "“" + FIRST + "”"],
        ["各位代表：", FIRST],
        [FIRST, "（贺小满 童安）"],
    ],
)
def test_lines_that_are_whole_stay_apart(lines: list[str]) -> None:
    assert paragraphs("\n\n".join(lines)) == lines


def test_a_line_never_begins_with_what_closes_a_sentence() -> None:
    assert paragraphs(f"{FIRST[:-1]}\n。{SECOND}") == [f"{FIRST[:-1]}。{SECOND}"]


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
@pytest.mark.parametrize("width", [17, 19, 28])
def test_text_wrapped_at_a_width_gets_its_paragraphs_back(width: int, indent: str) -> None:
    wanted = [FIRST + SECOND, SECOND + FIRST + SECOND, FIRST + FIRST]
    wrapped = [
        "\n".join((indent + text)[i : i + width] for i in range(0, len(indent + text), width)) for text in wanted
    ]
    assert paragraphs("\n".join(wrapped)) == wanted


def test_a_cut_in_a_word_that_the_text_uses_elsewhere_is_seen_in_a_short_line() -> None:
    text = f"说到柳树林,护林员老贺的话最实在,{FIRST}\n\n傍晚时分,柳树\n\n林里凉风习习，{SECOND}"
    assert paragraphs(text)[-1].startswith("傍晚时分,柳树林里")


def test_a_page_number_in_mid_sentence_is_no_hindrance() -> None:
    whole = FIRST + SECOND
    assert paragraphs(f"{whole[:60]}\n— 3 —\n{whole[60:]}") == [whole]


def test_boilerplate_cut_out_of_a_line_leaves_one_paragraph() -> None:
    assert paragraphs(f"{FIRST}广告 一看就会的种柳秘诀 ×{SECOND}") == [FIRST + SECOND]


@given(st.text(alphabet="柳树。，“”（）\n \u3000、一12a", max_size=200))
def test_pieces_lead_back_to_the_raw_text_and_lose_no_line(text: str) -> None:
    lines = separate_boilerplate(RawDocument("a.txt", text)).lines
    found = join_paragraphs(lines, text)
    assert ["".join(text[a:b] for a, b in p.pieces) for p in found] == [p.text for p in found]
    assert [piece for p in found for piece in p.pieces] == [(line.start, line.end) for line in lines]
