"""Bodies of posts: second names, bodies that the paragraph names, and words that are no names."""

from __future__ import annotations

import pytest

from indexer.document import Block, Draft, Line, Page, Paragraph, RawDocument
from indexer.metadata.leader.leaders import find_leaders


def found(body: str) -> list[tuple[str, str, str | None]]:
    """Return name, post and body of the people in a text of one paragraph."""
    line = Line(body, 0, len(body))
    page, paragraph = Page(RawDocument("a.txt", body), (line,)), Paragraph(body, ((0, len(body)),))
    draft = Draft(page, 0, Block((), (), (), (), (line,)), (paragraph,))
    return [(leader.name, leader.post, leader.org) for leader in find_leaders(draft)[0]]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("广东省林业局（自然保护地管理局）局长林正海介绍了情况。", ("林正海", "局长", "广东省林业局")),
        ("通州区河湾纸业（600000）总经理林正海介绍了情况。", ("林正海", "总经理", "通州区河湾纸业")),
        ("河湾国际货运（上海）有限公司董事长林正海致辞。", ("林正海", "董事长", "河湾国际货运（上海）有限公司")),
        ("河湾外贸（集团）有限责任公司副总经理林正海致辞。", ("林正海", "副总经理", "河湾外贸（集团）有限责任公司")),
    ],
)
def test_brackets_in_and_behind_the_name_of_a_body(body: str, wanted: tuple[str, str, str]) -> None:
    assert found(body) == [wanted]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("近日，通州区公安局召开座谈会，政委林正海到会。", ("林正海", "政委", "通州区公安局")),
        ("一行人走进通州区人民医院，院长林正海陪同。", ("林正海", "院长", "通州区人民医院")),
        ("通州区第二中学迎来新生。该校党委书记林正海致辞。", ("林正海", "党委书记", "通州区第二中学")),
    ],
)
def test_a_post_takes_the_body_that_its_paragraph_names(body: str, wanted: tuple[str, str, str]) -> None:
    assert found(body) == [wanted]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("通州区委教育工委书记林正海介绍。", ("林正海", "书记", "通州区委教育工委")),
        ("河湾电影家协会分党组书记林正海介绍。", ("林正海", "书记", "河湾电影家协会分党组")),
        (
            "河湾医疗有限公司营销副总经理林正海介绍。",
            ("林正海", "营销副总经理", "河湾医疗有限公司"),
        ),
        ("河湾音乐学院钢琴系主任林正海介绍。", ("林正海", "主任", "河湾音乐学院钢琴系")),
        ("河湾市河湾中心支局支局长林正海介绍。", ("林正海", "局长", "河湾市河湾中心支局")),
        ("河湾县原国土资源厅助理巡视员林正海到会。", ("林正海", "助理巡视员", "河湾县原国土资源厅")),
        ("1.通州区市场监督管理局局长林正海到会。", ("林正海", "局长", "通州区市场监督管理局")),
        ("当天，主办方与通州区文化馆馆长林正海到会。", ("林正海", "馆长", "通州区文化馆")),
        ("通州区人民法院公开宣判河湾信托董事长林正海一案。", ("林正海", "董事长", "河湾信托")),
        ("高雄市长林正海到会。", ("林正海", "市长", "高雄市")),
        ("河湾创星创始合伙人林正海到会。", ("林正海", "创始合伙人", "河湾创星")),
    ],
)
def test_the_words_between_body_and_post_go_where_they_belong(body: str, wanted: tuple[str, str, str]) -> None:
    assert found(body) == [wanted]


def test_no_body_crosses_a_line_break() -> None:
    body = ("通州区教育局来人介绍情况，参观了河湾小学", "局长林正海介绍了今年的安排。")
    paragraphs = tuple(Paragraph(text, ((at, at + len(text)),)) for at, text in zip((0, 100), body, strict=True))
    lines = tuple(Line(text, at, at + len(text)) for at, text in zip((0, 100), body, strict=True))
    page = Page(RawDocument("a.txt", body[0].ljust(100) + body[1]), lines)
    leaders, _ = find_leaders(Draft(page, 0, Block((), (), (), (), lines), paragraphs))
    assert [(leader.name, leader.org) for leader in leaders] == [("林正海", None)]


def test_a_body_of_another_kind_is_not_taken() -> None:
    assert found("通州区公安局来人。院长林正海陪同。") == [("林正海", "院长", None)]


def test_a_body_with_its_own_place_is_no_part_of_another() -> None:
    body = "通州区消防安全委员会副主任、通州区消防救援支队支队长林正海带队。"
    assert [org for _, _, org in found(body)] == ["通州区消防安全委员会", "通州区消防救援支队"]


@pytest.mark.parametrize(
    "body",
    [
        "据了解，武汉市长江新区的工程近日完工。",
        "目前，上海市长宁区已有七十六家。",
        "阅读活动中，政协主席读书会在河湾举行。",
        "这些负责人每天都在现场。",
        "会上，发言人曾回应过此事。",
    ],
)
def test_words_after_a_post_are_no_names(body: str) -> None:
    assert found(body) == []


def test_the_class_teacher_holds_no_post() -> None:
    assert found("河湾小学三年级班主任林正海带队。") == []
