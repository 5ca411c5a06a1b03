"""The retrieval baselines find what they are able to find."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.retrieval.baselines import Fts5, Pairs, Trigrams

DOCUMENTS = [("a", "樱桃节", "西集镇樱桃节开园"), ("b", "", "漷县镇防汛演练，三加一"), ("c", '他说"好"', "樱桃与苹果")]


@pytest.fixture(params=[Pairs, Trigrams])
def table(request: pytest.FixtureRequest) -> Iterator[Fts5]:
    fts5: Fts5 = request.param(DOCUMENTS)
    yield fts5
    fts5.close()


def test_both_find_a_substring_of_three_characters(table: Fts5) -> None:
    assert table.search("樱桃节", 1)[0][0] == "a"


@pytest.mark.parametrize("typed", ["", " ", "，", '"', "NEAR(", "a AND", "*", "樱"])
def test_no_query_breaks_them(table: Fts5, typed: str) -> None:
    assert isinstance(table.search(typed, 10), list)


def test_trigrams_take_raw_text_and_so_miss_words_of_two_characters() -> None:
    table = Trigrams(DOCUMENTS)
    assert table.search("樱桃", 10) == []
    assert [name for name, _ in table.search("防汛演", 10)] == ["b"]
    assert [name for name, _ in table.search('说"好"', 10)] == ["c"]
    assert table.search("防汛在西集镇演练", 10) == []


def test_pairs_find_words_of_two_characters_and_parts_of_sentences() -> None:
    table = Pairs(DOCUMENTS)
    assert {name for name, _ in table.search("樱桃", 10)} == {"a", "c"}
    assert next(name for name, _ in table.search("防汛在哪里演练", 10)) == "b"


def test_the_best_come_first_and_no_more_than_asked() -> None:
    results = Pairs(DOCUMENTS).search("樱桃 开园", 1)
    assert [name for name, _ in results] == ["a"]
    assert results[0][1] > 0
