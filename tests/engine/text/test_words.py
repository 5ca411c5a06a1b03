"""The words of a chunk, and the minimum number an article must match."""

from __future__ import annotations

import pytest

from engine.query.description import query_parts
from engine.query.parser import parse
from engine.query.pasted_text import join_headline, rubric_ranges
from engine.query.tree import And, Phrase, Term
from engine.text.words import is_sentence, query_words, required_matches, shareable_words
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("西集镇樱桃", ("西集镇", "樱桃")),
        ("U谷", ("u谷",)),
        ("3+1", ("3+1",)),
        ("的", ("的",)),
        ("樱桃的产量", ("樱桃", "产量")),
        ("樱桃什么时候熟？", ("樱桃", "时候", "候熟")),
        ("禤邈是谁？", ("禤邈",)),
    ],
)
def test_a_chunk_is_made_of_its_words(text: str, said: tuple[str, ...]) -> None:
    assert query_words(text) == said


@pytest.mark.parametrize(
    ("text", "least"),
    [("西集镇樱桃", 2), ("今年西集镇樱桃产量", 3), ("西集镇樱桃产量增长农户收入提高", 3), ("西集镇樱桃在哪买？", 1)],
)
def test_a_name_must_stand_whole_and_a_sentence_in_part(text: str, least: int) -> None:
    assert required_matches(text) == least


def test_what_may_be_shared_has_all_words() -> None:
    assert set(query_words("禤邈调研樱桃产业")) <= {*shareable_words("禤邈调研樱桃产业"), "禤邈调研"}
    assert "禤邈" in shareable_words("禤邈调研樱桃产业")


def test_pieces_of_a_headline_are_one_sentence() -> None:
    query = parse("西集镇樱桃节隆重开园迎客 首批樱桃上市 来源:运河新报")
    assert isinstance(query, And)
    whole = join_headline(query)
    assert isinstance(whole, And)
    assert whole.parts == (Term("西集镇樱桃节隆重开园迎客 首批樱桃上市"), query.parts[-1])
    assert len(query_parts(query, EXPANSION)) == 2
    assert "个词中至少" in query_parts(query, EXPANSION)[0].text


@pytest.mark.parametrize(
    "typed", ["西集镇 樱桃 防汛 马清文 农户 产量", "“西集镇樱桃节隆重开园迎客” 上市", "樱桃", "NOT 樱桃"]
)
def test_names_words_and_quotations_stay_apart(typed: str) -> None:
    assert join_headline(parse(typed)) == parse(typed)


def test_a_name_beside_a_headline_must_match() -> None:
    query = join_headline(parse("西集镇樱桃节隆重开园迎客 首批樱桃上市 钱望舒"))
    assert query == And((Term("西集镇樱桃节隆重开园迎客 首批樱桃上市"), Term("钱望舒")))
    assert join_headline(parse("西集镇樱桃节隆重开园迎客 钱望舒")) == parse("西集镇樱桃节隆重开园迎客 钱望舒")


def test_single_words_before_and_between_the_pieces_of_a_headline_belong_to_it() -> None:
    typed = "镇党委 镇政府联合印发关于推进樱桃产业发展的意见 农户 增收致富有了新办法 钱望舒"
    query = join_headline(parse(typed))
    assert query == And((Term(typed.rsplit(" ", 1)[0]), Term("钱望舒")))
    assert join_headline(parse("西集镇 樱桃产量增长情况")) == parse("西集镇 樱桃产量增长情况")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("【新春走基层】樱桃红了", ((0, 7),)),
        ("樱桃红了【图】", ((4, 7),)),
        ("【新春走基层】", ()),
        ("【新春走基层】：！", ()),
        ("【新春走基层", ()),
    ],
)
def test_names_of_series_stand_in_brackets(text: str, found: tuple[tuple[int, int], ...]) -> None:
    assert rubric_ranges(text) == found


def test_quotations_are_no_sentences() -> None:
    assert not is_sentence("樱桃为什么红了？")
    assert join_headline(And((Phrase("一"), Term("二")))) == And((Phrase("一"), Term("二")))
