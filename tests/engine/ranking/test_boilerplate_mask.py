"""Boilerplate around an article gives no evidence, and counts little for a query."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.article import Article
from engine.query.parser import parse
from engine.ranking.boilerplate_mask import boilerplate_mask, headline
from engine.ranking.features import QueryFeatures
from engine.ranking.query_terms import CollectionStatistics
from engine.ranking.text_matrix import TextMatrix
from engine.ranking.weights import DEFAULT_WEIGHTS

COLLECTION = CollectionStatistics(lambda text, word: 3.0 if word else 2.0, {"body": 300.0, "title": 15.0})
TITLE = "西集镇樱桃采摘节本周开幕"


def left(body: str, title: str = "") -> str:
    """Return the part of a body that is not boilerplate."""
    aside = boilerplate_mask(TextMatrix([body]), [body], [title])
    return "".join(char for char, beside in zip(body, aside, strict=False) if not beside)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("首页 > 新闻\n樱桃熟了。\n相关阅读 樱桃价格", "樱桃熟了。\n"),
        ("樱桃熟了！\n快来摘吧？\n图片说明", "樱桃熟了！\n快来摘吧？\n"),
        ("樱桃熟了\n快来摘吧", "樱桃熟了\n快来摘吧"),
        ("樱桃熟了。", "樱桃熟了。"),
        ("\n\n", "\n\n"),
        ("", ""),
    ],
)
def test_lines_without_the_end_of_a_sentence_tell_nothing_beside_others(body: str, told: str) -> None:
    assert left(body) == told


@pytest.mark.parametrize("title", [TITLE, f"{TITLE}_镇里新闻_某某网", f"{TITLE} - 某某网", f" {TITLE}|新闻"])
def test_a_headline_once_more_tells_nothing(title: str) -> None:
    assert left(f"{TITLE}。\n樱桃熟了，{TITLE}，农户忙。", title) == "。\n樱桃熟了，，农户忙。"


def test_a_short_title_is_a_name_that_sentences_may_hold() -> None:
    assert left("西集镇位于通州。", "西集镇") == "西集镇位于通州。"


def test_a_title_of_short_parts_is_a_headline_as_a_whole() -> None:
    assert headline("樱桃_西集_通州_新闻 ") == "樱桃_西集_通州_新闻"


def test_each_text_has_boilerplate_of_its_own() -> None:
    bodies = ["没有句号", "有。\n没有", "", "\ud800。\n\U00020000"]
    aside = boilerplate_mask(TextMatrix(bodies), bodies, [""] * 4)
    # one position after each text stands for its end
    assert aside.tolist() == [False] * 5 + [False] * 3 + [True] * 3 + [False] + [False] * 3 + [True] * 2


@given(st.lists(st.text("樱桃。？\n_ a\ud800\U00020000", max_size=12), max_size=4), st.text("樱桃_ ", max_size=12))
def test_any_texts_have_as_many_marks_as_characters(bodies: list[str], title: str) -> None:
    texts = TextMatrix(bodies)
    assert len(boilerplate_mask(texts, bodies, [title] * len(bodies))) == len(texts.codes)


def scores(
    typed: str, *bodies: str, title: str | None = None, boilerplate: float = DEFAULT_WEIGHTS.boilerplate
) -> list[float]:
    evidence = QueryFeatures(parse(typed), COLLECTION, replace(DEFAULT_WEIGHTS, boilerplate=boilerplate))
    return evidence.scores([Article(str(n), "a.txt", title, body) for n, body in enumerate(bodies)])


def test_words_in_a_sentence_are_worth_more_than_in_a_menu() -> None:
    told, menu, nothing = scores("樱桃", "今天晴。\n看樱桃。\n", "今天晴。\n看樱桃 \n", "今天晴。\n看苹果 \n")
    assert told > menu > nothing


def test_a_body_that_repeats_its_headline_gains_nothing_by_that() -> None:
    once, again = scores("樱桃采摘节", "今天晴。" * 6, f"{TITLE}。" * 2, title=TITLE, boilerplate=0.0)
    parts = QueryFeatures(
        parse("樱桃采摘节"), COLLECTION, replace(DEFAULT_WEIGHTS, boilerplate=0.0, whole=0.0, close=0.0)
    )
    held = parts.parts(Article("a", "a.txt", TITLE, f"{TITLE}。" * 2))
    assert again > once  # it does occur: as a whole, and close together
    assert not [part for part in held if part.field == "body"]


def test_a_part_says_how_often_a_word_stands_in_boilerplate_too() -> None:
    found = QueryFeatures(parse("樱桃"), COLLECTION).parts(Article("a", "a.txt", None, "樱桃价格\n樱桃熟了。"))
    assert {part.count for part in found if part.kind == "word" and part.text == "樱桃"} == {2}
