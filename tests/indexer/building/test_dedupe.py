"""Reprints of an article are grouped, the earliest first, and their differences reported."""

from __future__ import annotations

import datetime
import random

import pytest

from engine.article import Article
from indexer.building.dedupe import TextDifference, differences, find_group_leaders, is_reprint, sketch, sort_moment

WORDS = [f"{a}{b}" for a in "柳堤鹭鱼船桥雾雨果林" for b in "树岸群塘头边气水园间"]


def story(seed: int, sentences: int = 12) -> str:
    """Return a text that shares runs of five characters with another only by chance."""
    source = random.Random(seed)
    return "".join("".join(source.choices(WORDS, k=12)) + "。" for _ in range(sentences))


def printed(article_id: str, body: str, day: int | None) -> Article:
    return Article(article_id, f"{article_id}.txt", None, body, date=datetime.date(2023, 6, day) if day else None)


def groups(*articles: Article) -> list[str | None]:
    leaders = find_group_leaders(
        sketch([article.body for article in articles]),
        list(map(sort_moment, articles)),
        lambda i, j: is_reprint(articles[i].body, articles[j].body),
    )
    return [articles[leaders[i]].id if i in leaders else None for i in range(len(articles))]


def test_reprints_point_to_the_earliest_printing() -> None:
    later, first, undated = (
        printed("a", story(1), 3),
        printed("b", "本报讯 " + story(1), 2),
        printed("c", story(1) + "完", None),
    )
    assert groups(later, first, undated, printed("d", story(2), 1)) == ["b", None, "b", None]


def test_a_shortened_reprint_is_one_too() -> None:
    assert groups(printed("a", story(1, 20), 1), printed("b", story(1, 12), 2)) == [None, "a"]


def test_short_texts_are_left_alone() -> None:
    assert groups(printed("a", "今日停水通知", 1), printed("b", "今日停水通知", 2)) == [None, None]


def test_texts_of_one_form_with_other_numbers_are_no_reprints() -> None:
    report = story(1) + "水位{}米，流量{}立方米，雨量{}毫米，气温{}度。"
    assert not is_reprint(report.format(1.2, 30, 44, 25), report.format(3.4, 51, 60, 18))


def test_no_articles_give_no_groups() -> None:
    assert groups() == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("甲。乙。", "甲。乙。", ()),
        ("甲。乙。丙。", "甲。丙。", (TextDifference("乙。", ""),)),
        ("甲。乙。", "甲。丁！乙。", (TextDifference("", "丁！"),)),
        ("甲。乙。", "甲 。\n乙乙。", (TextDifference("乙。", "乙乙。"),)),
    ],
)
def test_differences_are_told_sentence_by_sentence(one: str, other: str, found: tuple[TextDifference, ...]) -> None:
    assert differences(one, other) == found
