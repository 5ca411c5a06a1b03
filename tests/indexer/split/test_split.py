"""Splitting of pages into articles: newspapers, digests, briefs, single articles; headlines joined, buried, broken."""

from __future__ import annotations

import pytest

from indexer.document import Block, Line, RawDocument
from indexer.repair.boilerplate import separate_boilerplate
from indexer.split.splitter import split_page

LEVEE = (
    "清晨的河堤上，护林员沿着新修的步道走了三个来回。河湾镇今年把八公里河堤全部铺上了透水砖。",
    "步道两旁种着乌桕和水杉，树下每隔两百米有一张长椅。河湾镇的老人说，傍晚来走一圈，一天就踏实了。",
)
SCHOOL = (
    "开学第一天，莲湖乡中心小学的三百名学生搬进了新教学楼。新楼有二十四间教室，每间都装了护眼灯。",
    "莲湖乡中心小学校长说，操场下个月也能用上，孩子们再也不用轮流上体育课了。",
)
MARKET = (
    "昨天，石桥街道的早市恢复营业，一百二十个摊位整整齐齐。卖豆腐的摊主说，新摊位通了水电。",
    "石桥街道安排了十名协管员，收摊以后半小时内把地面清扫干净，不影响周边居民出行。",
)


def read(text: str, given: dict[str, str] | None = None) -> tuple[Block, ...]:
    return split_page(separate_boilerplate(RawDocument("page.txt", text, given or {})))


def spell(lines: tuple[Line, ...]) -> str:
    return " ".join(line.text for line in lines)


def lay(*parts: str) -> str:
    return "\n\n".join(parts)


def test_a_page_with_bylines_is_split_at_its_headlines() -> None:
    page = lay(
        "河湾镇铺成八公里步道", "本报讯(记者 童安)" + LEVEE[0], LEVEE[1],
        "莲湖乡小学生搬进新楼", "本报讯(记者 骆小舟)" + SCHOOL[0], SCHOOL[1],
        "石桥街道早市恢复营业", "本报讯(记者 许大双)" + MARKET[0], MARKET[1],
    )  # fmt: skip
    blocks = read(page)
    assert [spell(block.title) for block in blocks] == [
        "河湾镇铺成八公里步道",
        "莲湖乡小学生搬进新楼",
        "石桥街道早市恢复营业",
    ]
    assert [block.body[0].text for block in blocks] == [LEVEE[0], SCHOOL[0], MARKET[0]]


def test_a_page_without_bylines_is_split_where_the_subject_changes() -> None:
    page = lay(
        "河湾镇八公里河堤铺上透水砖步道", *LEVEE,
        "莲湖乡中心小学三百名学生开学搬进新教学楼", *SCHOOL,
        "石桥街道早市恢复营业 摊位一百二十个", *MARKET,
    )  # fmt: skip
    assert len(read(page)) == 3


def test_subheads_do_not_split_an_article() -> None:
    page = lay(
        "河湾镇：一条河堤的十年", LEVEE[0], "步道连成片 散步有去处", LEVEE[1],
        "护堤有新招 河清岸也绿", "河湾镇给每公里河堤配了两名护林员，巡查情况当天录入手机。河堤上的树一棵不能少。",
    )  # fmt: skip
    (block,) = read(page)
    assert spell(block.title) == "河湾镇：一条河堤的十年"
    assert "步道连成片 散步有去处" in spell(block.body)


def test_paragraphs_broken_in_mid_sentence_do_not_split_an_article() -> None:
    page = lay("河湾镇铺成八公里步道", LEVEE[0][:-20], LEVEE[0][-20:], LEVEE[1][:25], LEVEE[1][25:])
    assert len(read(page)) == 1


@pytest.mark.parametrize("width", [16, 21, 28])
def test_a_column_of_fixed_width_is_split_at_its_headlines(width: int) -> None:
    def column(text: str) -> str:
        return "\n".join(text[at : at + width] for at in range(0, len(text), width))

    page = "\n".join(
        ["河湾镇铺步道", column("本报讯（记者 童安）" + LEVEE[0]), column(LEVEE[1]),
         "小学生搬新楼", column("本报讯（记者 骆小舟）" + SCHOOL[0]), column(SCHOOL[1])]
    )  # fmt: skip
    assert [spell(block.title) for block in read(page)] == ["河湾镇铺步道", "小学生搬新楼"]


@pytest.mark.parametrize(
    ("kicker", "title", "subtitle"),
    [
        ("童安到河湾镇调研时强调", "把河堤建成群众家门口的公园", ""),
        ("", "河湾镇召开河堤建设推进会", "童安主持"),
        ("护堤惠民 一线见闻", "老河堤 新步道", "河湾镇铺成八公里透水砖"),
        ("文明城市创建进行时", "河湾镇铺成八公里河堤步道", ""),
        ("", "河湾镇铺成八公里步道", "——护林员巡堤见闻"),
    ],
)
def test_the_parts_of_a_headline(kicker: str, title: str, subtitle: str) -> None:
    heads = [part for part in (kicker, title, subtitle) if part]
    (block,) = read(lay(*heads, "本报讯(记者 童安)" + LEVEE[0], LEVEE[1]))
    assert (spell(block.kicker), spell(block.title), spell(block.subtitle)) == (kicker, title, subtitle)


def test_a_headline_broken_in_two_is_one_title() -> None:
    (block,) = read(lay("清晨的河堤上护林员沿着新修的步", "道巡查", "本报讯(记者 童安)" + LEVEE[0], LEVEE[1]))
    assert [line.text for line in block.title] == ["清晨的河堤上护林员沿着新修的步", "道巡查"]


def test_a_headline_in_the_middle_of_the_text_is_found() -> None:
    page = lay(*LEVEE, "步道通到家门口 长椅摆到树荫下", "河湾镇:老河堤走出新风景", *LEVEE[::-1], "护堤有新招", LEVEE[0])
    (block,) = read(page)
    assert spell(block.title) == "河湾镇:老河堤走出新风景"
    assert spell(block.kicker) == "步道通到家门口 长椅摆到树荫下"
    assert block.body[0].text == LEVEE[0]


def test_a_text_that_opens_with_a_sentence_has_no_title() -> None:
    (block,) = read("2023-08-17 09:34，正文：" + "".join(LEVEE))
    assert block.title == ()


def test_bylines_are_taken_off_both_ends_of_the_text() -> None:
    (block,) = read(
        lay("河湾镇铺成八公里步道", "新华社长沙7月26日电(记者 童安)" + LEVEE[0], LEVEE[1] + "（骆小舟 许大双）")
    )
    assert spell(block.byline) == "新华社长沙7月26日电(记者 童安) （骆小舟 许大双）"
    assert block.body[-1].text == LEVEE[1]


def test_stamps_above_and_below_are_no_headlines() -> None:
    page = lay(
        "河湾晚报", "2023年10月12日 A05 乡村", "河湾镇铺成八公里步道", "本报记者 童安", *LEVEE, "责任编辑 骆小舟"
    )
    (block,) = read(page)
    assert spell(block.title) == "河湾镇铺成八公里步道"
    assert [line.text for line in block.body] == list(LEVEE)


def test_a_digest_is_split_at_its_numbers() -> None:
    text = "2023-07-24 21:52，正文：1、河湾镇铺成八公里步道7月23日，" + "".join(LEVEE)
    text += "2、莲湖乡小学生搬进新楼24日，" + "".join(SCHOOL) + "3、石桥街道早市恢复营业" + "".join(MARKET)
    blocks = read(text)
    assert [spell(block.title) for block in blocks] == [
        "河湾镇铺成八公里步道",
        "莲湖乡小学生搬进新楼",
        "石桥街道早市恢复营业",
    ]
    assert blocks[1].body[0].text.startswith("24日，开学第一天")


def test_points_of_a_list_are_no_digest() -> None:
    text = "1、施工期间请绕行。2、夜间停水请储水备用。3、如有疑问请致电村委会。" * 2
    assert len(read(text)) == 1


def test_news_in_brief_is_split_line_by_line() -> None:
    blocks = read("\n".join(["【早读】河湾地区昨日要闻：", LEVEE[0], SCHOOL[0], MARKET[0]]))
    assert [block.body[0].text for block in blocks] == [LEVEE[0], SCHOOL[0], MARKET[0]]


def test_a_page_whose_format_states_the_title_is_not_split() -> None:
    page = lay("河湾镇铺成八公里步道", *LEVEE, "莲湖乡小学生搬进新楼", "本报讯(记者 骆小舟)" + SCHOOL[0])
    (block,) = read(page, {"title": "两则消息"})
    assert len(block.body) == 5


def test_an_empty_page_has_no_articles() -> None:
    assert read("\n \n") == ()
