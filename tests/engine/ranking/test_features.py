"""Ranking features: field and position of terms, proximity, names, recency."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.article import Article, Leader
from engine.query.parser import parse
from engine.ranking.features import QueryFeatures
from engine.ranking.numbers import counts, numbers
from engine.ranking.query_terms import CollectionStatistics, estimate_df
from engine.ranking.text_matrix import TextMatrix
from engine.ranking.weights import DEFAULT_WEIGHTS
from engine.text.normalize import fold
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion

FILLER = "今天天气晴朗，大家都在家里休息。" * 20
TODAY = datetime.date(2024, 6, 1)
COLLECTION = CollectionStatistics(lambda text, word: 3.0 if word else 2.0, {"body": 300.0, "title": 15.0}, TODAY)


def article(body: str = FILLER, title: str | None = None, **more: object) -> Article:
    return Article("a", "a.txt", title, body, **more)  # type: ignore[arg-type]


def scores(typed: str, *articles: Article) -> list[float]:
    return QueryFeatures(parse(typed), COLLECTION).scores(articles)


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("樱桃节", article(title="樱桃节开幕"), article(title="今日要闻", body=FILLER + "樱桃节开幕")),
        ("樱桃节", article(title="樱桃节"), article(kicker="樱桃节")),
        ("樱桃 农户", article("樱桃熟了，农户忙。" + FILLER), article("樱桃熟了。" + FILLER + "农户忙。")),
        ("樱桃 农户", article("樱桃熟了。" + FILLER), article(FILLER + "樱桃熟了。")),
        ("樱桃 农户", article("樱桃和农户"), article("樱桃和果园")),
        ("二十年之问", article("二十年之问"), article("之问二十年")),
        ("第31届樱桃节", article("第31届樱桃节"), article("第131届樱桃节")),
        ("增长10.2%", article("增长10.2%"), article("增长110.2%")),
        ("樱桃", article("农户忙得很，" * 4 + "樱桃熟了。"), article("农户忙得很。" * 4 + "樱桃熟了。")),
        ("【樱桃红了】防汛", article("防汛"), article("樱桃红了")),
        ("副中心 绿道", article("副中心有绿道"), article("城市副中心有果园")),
        ("樱桃", article("樱桃，樱桃"), article("樱桃，苹果")),
        ("樱桃", article("樱桃"), article("樱桃" + FILLER)),
        ("西集镇", article("西集镇", towns=("北京市/通州区/西集镇",)), article("西集镇")),
        ("钱望舒", article("钱望舒", leaders=(Leader("钱望舒", "镇长"),)), article("钱望舒")),
        ("樱桃", article("樱桃", date=TODAY), article("樱桃", date=datetime.date(2014, 6, 1))),
        ("樱桃", article("樱桃", date=TODAY), article("樱桃")),
    ],
)
def test_the_better_article_is_worth_more(typed: str, better: Article, worse: Article) -> None:
    first, second = scores(typed, better, worse)
    assert first > second


def test_recency_can_be_turned_off() -> None:
    evidence = QueryFeatures(parse("樱桃"), COLLECTION, replace(DEFAULT_WEIGHTS, recency=0.0))
    new, old = evidence.scores([article("樱桃", date=TODAY), article("樱桃", date=datetime.date(2014, 6, 1))])
    assert new == old


def test_recency_is_gentle() -> None:
    newest, older = scores(
        "樱桃 农户", article("樱桃", date=TODAY), article("樱桃和农户", date=datetime.date(2014, 6, 1))
    )
    assert older > newest


@pytest.mark.parametrize(
    "typed", ["樱桃", "西集镇 樱桃节", "“樱桃节开园”", "樱桃 NEAR 农户", "怎么去樱桃节？", "3+1 U谷", "镇:西集镇", "的"]
)
def test_the_parts_of_each_article_add_up_to_its_score(typed: str) -> None:
    evidence = QueryFeatures(parse(typed), COLLECTION)
    articles = [
        article(
            "西集镇樱桃节开园，农户说3+1和U谷。" + FILLER, "樱桃节开园", towns=("西集镇",), date=TODAY, kicker="樱桃"
        ),
        article(""),
        article("樱桃" * 50, subtitle="的"),
    ]
    together = evidence.scores(articles)
    assert together == pytest.approx([sum(part.value for part in evidence.parts(one)) for one in articles])


def test_a_part_says_how_often_its_word_stands_there() -> None:
    parts = QueryFeatures(parse("樱桃"), COLLECTION).parts(article("樱桃熟了，看樱桃。", "摘樱桃"))
    assert {(p.field, p.count) for p in parts if p.kind == "word" and p.text == "樱桃"} == {("body", 2), ("title", 1)}


def test_other_ways_to_write_a_chunk_add_little_to_what_was_typed() -> None:
    typed = QueryFeatures(parse("2023年樱桃"), COLLECTION)
    query_features = QueryFeatures(EXPANSION.expand(parse("2023年樱桃")), COLLECTION)
    assert typed.words.items() <= query_features.words.items()
    added = set(query_features.words) - set(typed.words)
    assert added
    assert all(query_features.words[word] == pytest.approx(3.0 * DEFAULT_WEIGHTS.other) for word in added)


def test_more_candidates_are_judged_for_longer_queries() -> None:
    blocks = [
        QueryFeatures(parse(typed), COLLECTION).block
        for typed in ("樱桃", "樱桃 防汛", "西集镇樱桃产量增长农户收入提高")
    ]
    assert blocks == sorted(set(blocks))


def test_frequent_pairs_stand_in_fewer_articles_than_places() -> None:
    assert estimate_df(0) == 0
    assert estimate_df(1) == 1
    rising = [estimate_df(10**power) for power in range(7)]
    assert rising == sorted(rising)
    assert all(held <= 10**power for power, held in enumerate(rising))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("第127届", ("127",)),
        ("增长10.2%", ("10.2",)),
        ("１—2月", ("1", "2")),
        ("3+1", ()),
        ("lk99", ()),
        ("1#楼", ()),
        ("2023-06-01", ()),
        ("樱桃", ()),
    ],
)
def test_numbers_are_those_that_stand_by_themselves(text: str, found: tuple[str, ...]) -> None:
    assert numbers(fold(text)) == found


def test_a_number_is_counted_where_it_is_no_part_of_another() -> None:
    texts = TextMatrix(["12，112，12.5，0.12，12.", "12", "", "x12"], ["12"])
    assert counts(texts, ("12", "5"))[0].tolist() == [2, 1, 0, 1]
    assert counts(TextMatrix([""]), ("12",)).tolist() == [[0]]


def test_a_first_sentence_ends_where_it_ends_within_bounds() -> None:
    texts = TextMatrix(["一二三四五。" + FILLER, "一。二三四五六！七", "没有句号", "", "长" * 50])
    assert texts.sentences(3, 10).tolist() == [5, 7, 10, 10, 10]


def test_words_are_counted_where_they_overlap_and_never_across_texts() -> None:
    texts = TextMatrix(["哈哈哈", "哈", "", "a哈哈"], ["哈哈", "哈", "哈哈哈"])
    assert texts.counts(["哈哈", "哈", "哈哈哈", "没有"]).tolist() == [
        [2, 0, 0, 1],
        [3, 1, 0, 2],
        [1, 0, 0, 0],
        [0] * 4,
    ]


def test_more_characters_than_one_pass_tells_apart_are_found_too() -> None:
    many = "".join(chr(0x4E00 + i) for i in range(600))
    texts = TextMatrix([many, "无"], [many[i : i + 2] for i in range(0, 600, 2)])
    assert texts.counts([many[10:12], many[11:14], many[599]])[:, 0].tolist() == [1, 1, 1]


SMALL = st.text("ab哈\uffff\U00020000\ud800", max_size=6)


@given(st.lists(SMALL, max_size=5), st.lists(SMALL.filter(bool), max_size=4))
def test_any_characters_are_counted_however_many_bits_they_need(texts: list[str], words: list[str]) -> None:
    expected = [[sum(text.startswith(word, at) for at in range(len(text))) for text in texts] for word in words]
    assert TextMatrix(texts, words[:2]).counts(words).tolist() == expected
