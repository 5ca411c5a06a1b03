"""Chips: one for each interpreted part of the query and each active filter."""

from __future__ import annotations

from engine.query.parser import parse_leniently as understand
from engine.vocabulary import Vocabulary
from searchapp.present.chips import filter_chips
from searchapp.request.params import SearchRequest, read_request

EXPANSION = Vocabulary().expansion


def found(search_request: SearchRequest) -> list[tuple[str, str, bool]]:
    """Return for each chip its kind, the remaining words, and whether filters remain."""
    return [
        (chip.kind, chip.without.text, chip.without.is_narrowed)
        for chip in filter_chips(search_request, understand(search_request.text).query, EXPANSION)
    ]


def test_each_word_can_be_taken_away() -> None:
    assert found(SearchRequest('樱桃 "开园"')) == [("query", '"开园"', False), ("query", "樱桃", False)]


def test_alternatives_are_one_chip() -> None:
    assert found(SearchRequest("樱桃 OR 苹果")) == [("query", "", False)]


def test_every_filter_has_a_chip() -> None:
    pairs = [
        ("town", "西集镇"),
        ("leader", "钱望舒"),
        ("source", "a"),
        ("source", "b"),
        ("not_source", "c"),
        ("from", "2023"),
    ]
    kinds = [chip.kind for chip in filter_chips(read_request(pairs), understand("").query, EXPANSION)]
    assert kinds == ["town", "leader", "source", "source", "not_source", "date"]


def test_a_chip_takes_away_only_itself() -> None:
    search_request = read_request([("q", "樱桃"), ("source", "a"), ("from", "2023"), ("page", "4")])
    word, source, date = filter_chips(search_request, understand("樱桃").query, EXPANSION)
    assert (word.without.filters, word.without.page) == (search_request.filters, 1)
    assert source.without.filters.since == search_request.filters.since
    assert date.without.filters.source == ("a",)


def test_a_query_of_very_many_words_is_one_chip() -> None:
    text = " ".join(f"词{number}" for number in range(200))
    (chip,) = filter_chips(SearchRequest(text), understand(text).query, EXPANSION)
    assert chip.value == f"{text[:60].rstrip()}…"
    assert chip.without == SearchRequest("")


def test_a_part_with_other_words_for_it_can_be_searched_for_as_typed() -> None:
    first, second = filter_chips(SearchRequest("标题:去世 作家"), understand("标题:去世 作家").query, EXPANSION)
    assert "逝世" in first.value
    assert first.literal
    assert first.literal.text == '标题:"去世" 作家'
    assert second.literal is None
    (alone,) = filter_chips(SearchRequest("去世"), understand("去世").query, EXPANSION)
    assert alone.literal
    assert filter_chips(alone.literal, understand(alone.literal.text).query, EXPANSION)[0].literal is None


def test_a_name_that_may_be_padded_needs_no_such_link() -> None:
    (name,) = filter_chips(SearchRequest("王林"), understand("王林").query, EXPANSION)
    assert name.literal is None
