"""The search service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.backend import Engine
from engine.factory import open_engine
from engine.query.parser import parse_leniently
from searchapp.request.params import SearchRequest, read_request
from searchapp.service.full_listing import result_articles
from searchapp.service.search_service import alternative_searches, facet_values, meant_request, resolve, run_search


@pytest.fixture(scope="module")
def engine(index_url: str) -> Iterator[Engine]:
    """An engine over the articles."""
    opened = open_engine(index_url)
    yield opened
    opened.close()


def test_a_page_knows_its_place(engine: Engine) -> None:
    page = run_search(engine, SearchRequest("镇", page=2), 3)
    assert (page.first, page.last) == (4, 6)
    assert page.last_page == -(-page.results.total // 3)
    assert page.milliseconds > 0


def test_pages_follow_one_another_without_gap_or_overlap(engine: Engine) -> None:
    whole = [hit.article.id for hit in run_search(engine, SearchRequest("镇"), 100).results.hits]
    pieces = [
        hit.article.id
        for number in (1, 2, 3, 4)
        for hit in run_search(engine, SearchRequest("镇", page=number), 3).results.hits
    ]
    assert pieces == whole[:12]


def test_a_query_with_a_mistake_is_still_answered(engine: Engine) -> None:
    page = run_search(engine, SearchRequest("(樱桃"), 10)
    assert [problem.kind for problem in page.reading.problems] == ["bracket"]
    assert page.results.total == 2


def test_the_way_out_of_an_empty_page_is_the_filter_that_empties_it(engine: Engine) -> None:
    page = run_search(engine, read_request([("q", "樱桃"), ("source", "廊坊乡音"), ("town", "西集镇")]), 10)
    assert page.results.total == 0
    assert [(escape.field, escape.total) for escape in alternative_searches(engine, page)] == [
        ("source", 2),
        ("all", 2),
    ]


def test_where_no_filter_is_to_blame_there_is_no_such_way(engine: Engine) -> None:
    assert (
        alternative_searches(engine, run_search(engine, read_request([("q", "雪橇"), ("source", "廊坊乡音")]), 10))
        == ()
    )


def test_where_nothing_is_found_what_was_meant_is_searched_for(engine: Engine) -> None:
    page = run_search(engine, SearchRequest("西吉镇"), 10)
    assert (page.typed, page.corrected, page.suggestions[0]) == ("西吉镇", "西集镇", "西集镇")
    assert page.results.total == run_search(engine, SearchRequest("西集镇"), 10).results.total > 0
    answer = page.to_json("zh")
    assert (answer["query"], answer["corrected"], answer["suggestions"][0]) == ("西吉镇", "西集镇", "西集镇")


def test_pinyin_finds_what_it_spells(engine: Engine) -> None:
    assert run_search(engine, SearchRequest("xijizhen"), 10).corrected == "西集镇"


@pytest.mark.parametrize("typed", ["“西吉镇”", "西吉?镇"])
def test_an_exact_text_is_never_replaced(engine: Engine, typed: str) -> None:
    page = run_search(engine, SearchRequest(typed), 10)
    assert page.corrected is None
    assert page.results.total == 0


def test_a_verbatim_search_is_never_replaced(engine: Engine) -> None:
    page = run_search(engine, SearchRequest("西吉镇", verbatim=True), 10)
    assert (page.corrected, page.suggestions[0]) == (None, "西集镇")
    assert page.results.hits == () or page.answer.dropped


def test_every_page_of_a_corrected_search_is_of_the_same_search(engine: Engine) -> None:
    assert run_search(engine, SearchRequest("西吉镇", page=2), 1).corrected == "西集镇"


def test_exports_and_facets_are_of_the_articles_that_the_page_shows(engine: Engine) -> None:
    page = run_search(engine, SearchRequest("西吉镇"), 100)
    total, articles = result_articles(engine, SearchRequest("西吉镇"))
    assert (total, [article.id for article in articles]) == (
        page.results.total,
        [hit.article.id for hit in page.results.hits],
    )
    assert len(facet_values(engine, SearchRequest("西吉镇"), "source")) == len(page.results.facets["source"])
    assert resolve(engine, SearchRequest("西集镇")) == SearchRequest("西集镇")


def test_a_text_that_only_the_filters_hide_is_not_replaced(engine: Engine) -> None:
    for text, stays in (("樱桃", True), ("雪橇飞碟", False)):  # found without the filter, found nowhere
        narrowed = read_request([("q", text), ("source", "廊坊乡音")])
        other = meant_request(engine, narrowed, parse_leniently(text), ("镇",))
        assert other == (narrowed if stays else replace(narrowed, text="镇"))


def test_a_saved_search_is_followed_as_it_was_saved(engine: Engine) -> None:
    assert run_search(engine, SearchRequest("西吉镇"), 10, correct=False).corrected is None
