"""Suggested starting points for a search."""

from __future__ import annotations

from dataclasses import replace

from engine.article import Article
from engine.factory import open_engine
from engine.query.tree import Every
from engine.results.results import FacetValue, Hit, Results
from engine.search import SearchAnswer
from engine.vocabulary import Vocabulary
from searchapp.request.params import SearchRequest
from searchapp.service.search_service import ResultPage, run_search
from searchapp.service.starting_points import example_queries, namesakes, starting_points

from engine.query.parser import ParsedQuery  # isort: skip


def page_of(article: Article | None, **facets: tuple[FacetValue, ...]) -> ResultPage:
    """Return a page as the engine would."""
    found = {"town": (), "leader": (), "source": (), "date": (), **facets}
    hits = (Hit(article, 0.0),) if article else ()
    return ResultPage(
        "",
        SearchRequest(),
        ParsedQuery(Every()),
        SearchAnswer(Results(len(hits), hits, found), Every()),
        (),
        1,
        0.0,
        Vocabulary(),
    )


def test_readers_start_from_towns_and_not_from_the_counties_round_them() -> None:
    values = (FacetValue("北京市", 9), FacetValue("北京市/通州区", 9), FacetValue("北京市/通州区/西集镇", 3))
    assert [value.value for value in starting_points(page_of(None, town=values))["town"]] == ["北京市/通州区/西集镇"]


def test_places_of_the_same_name_are_told_apart() -> None:
    values = (
        FacetValue("北京市/通州区/西集镇", 3),
        FacetValue("山东省/枣庄市/山亭区/西集镇", 1),
        FacetValue("北京市/潞城镇", 1),
    )
    assert namesakes(values) == {"西集镇"}


def test_an_empty_index_has_no_examples() -> None:
    assert example_queries(page_of(None)) == ()


def test_values_with_signs_of_the_query_language_still_find_their_articles() -> None:
    article = Article(id="p", file="p", title="x", body="短")
    found = example_queries(page_of(article, source=(FacetValue('a "b" OR (c', 1),)))
    assert [example.kind for example in found] == ["source"]
    assert found[0].text == '来源:"a \\"b\\" OR (c"'


def test_every_example_finds_something(index_url: str) -> None:
    engine = open_engine(index_url)
    shown = example_queries(run_search(engine, SearchRequest(), 8))
    assert {example.kind for example in shown} >= {
        "words",
        "all",
        "any",
        "exact",
        "pattern",
        "near",
        "field",
        "without",
        "town",
        "date",
    }
    assert [example for example in shown if not run_search(engine, SearchRequest(example.text), 1).results.total] == []
    engine.close()


def test_examples_are_whole_words_of_headlines() -> None:
    newest = Article(id="a", file="a", title="央视网消息 粮食丰收", body="央视网消息粮食丰收", source="央视网")
    older = Article(id="b", file="b", title="樱桃开园", body="樱桃开园")
    page = page_of(newest)
    hits = (*page.results.hits, Hit(older, 0.0))
    page = replace(page, answer=replace(page.answer, results=replace(page.results, hits=hits)))
    shown = {example.kind: example.text for example in example_queries(page)}
    assert (shown["all"], shown["exact"], shown["without"]) == ("粮食 丰收", '"粮食丰收"', "粮食 NOT 樱桃")
