"""Where to start."""

from __future__ import annotations

from engine.answering import Answer
from engine.article import Article
from engine.factory import open_engine
from engine.query import Every
from engine.results import FacetValue, Hit, Results
from searchapp.params import Asked
from searchapp.search import Page, run
from searchapp.starts import examples, namesakes, starts

from engine.parser import Reading  # isort: skip


def page_of(article: Article | None, **facets: tuple[FacetValue, ...]) -> Page:
    """A page as the engine would give it."""
    found = {"town": (), "leader": (), "source": (), "date": (), **facets}
    hits = (Hit(article, 0.0),) if article else ()
    return Page(Asked(), Reading(Every()), Answer(Results(len(hits), hits, found), Every()), (), 1, 0.0)


def test_readers_start_from_towns_and_not_from_the_counties_round_them() -> None:
    values = (FacetValue("北京市", 9), FacetValue("北京市/通州区", 9), FacetValue("北京市/通州区/西集镇", 3))
    assert [value.value for value in starts(page_of(None, town=values))["town"]] == ["北京市/通州区/西集镇"]


def test_places_of_the_same_name_are_told_apart() -> None:
    values = (
        FacetValue("北京市/通州区/西集镇", 3),
        FacetValue("山东省/枣庄市/山亭区/西集镇", 1),
        FacetValue("北京市/潞城镇", 1),
    )
    assert namesakes(values) == {"西集镇"}


def test_an_empty_index_has_no_examples() -> None:
    assert examples(page_of(None)) == ()


def test_values_with_signs_of_the_query_language_still_find_their_articles() -> None:
    article = Article(id="p", file="p", title="x", body="短")
    found = examples(page_of(article, source=(FacetValue('a "b" OR (c', 1),)))
    assert [example.kind for example in found] == ["source"]
    assert found[0].text == '来源:"a \\"b\\" OR (c"'


def test_every_example_finds_something(index_url: str) -> None:
    engine = open_engine(index_url)
    shown = examples(run(engine, Asked(), 1))
    assert {example.kind for example in shown} >= {
        "words",
        "all",
        "any",
        "exact",
        "pattern",
        "near",
        "field",
        "town",
        "date",
    }
    assert [example for example in shown if not run(engine, Asked(example.text), 1).results.total] == []
    engine.close()
