"""Every backend answers like an exhaustive scan of the articles, after builds and updates."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

import pytest

from engine import schema
from engine.article import Article
from engine.backend import Engine
from engine.factory import open_builder, open_engine
from engine.query.tree import And, Every, Facet, Filters, Near, Not, Or, Phrase, Query, Request, Term, Wildcard
from engine.results.results import number_of_values
from tests.engine.backends import made
from tests.engine.backends.conftest import Place
from tests.engine.backends.plain import Entry, search

SEED = 20261130
DAY = datetime.date(2023, 5, 1)
Index = tuple[Engine, list[Entry]]


@pytest.fixture(scope="module")
def index(places: Place) -> Index:
    """90 articles, some rewritten and some removed by two updates; and the same articles as a list."""
    dice, url = random.Random(SEED), places()
    held: dict[str, Article] = {}
    for batch in range(3):
        writer = open_builder(url, processes=1, update=batch > 0)
        articles = [made.article(dice, batch * 30 + i) for i in range(30)]
        articles += [replace(made.article(dice, 0), id=key) for key in dice.sample(sorted(held), min(len(held), 4))]
        assert writer.add(articles) == len(articles)
        for article in articles:
            held.pop(article.id, None)
            held[article.id] = article
        gone = dice.sample(sorted(held), 2)
        assert writer.remove(gone) == 2
        for key in gone:
            del held[key]
        assert writer.switch().articles == len(held)
    return open_engine(url), [Entry(article) for article in held.values()]


def _agree(index: Index, request: Request) -> None:
    engine, entries = index
    ids, facets, undated = search(entries, request)
    results = engine.search(request)
    assert {hit.article.id for hit in results.hits} == ids, request
    assert (results.total, results.undated) == (len(ids), undated)
    months = tuple(replace(value, selected=False) for value in results.facets["date"] if value.count)
    assert months == facets["date"], request
    for name in ("town", "leader", "source"):
        assert results.facets[name] == facets[name], request


@pytest.mark.parametrize("seed", range(6))
def test_matches_totals_and_facets_are_those_of_looking_at_every_article(index: Index, seed: int) -> None:
    dice = random.Random(f"{SEED}-{seed}")
    for _ in range(12):
        asked = made.query(dice, index[1])
        _agree(index, Request(asked, made.filters(dice), dice.choice(("relevance", "date")), limit=200))


@pytest.mark.parametrize("field", [None, "title", "body", "authors"])
@pytest.mark.parametrize("length", [1, 2, 3, 4, 7])
def test_any_substring_of_any_length_is_found_where_it_stands(index: Index, field: str | None, length: int) -> None:
    dice = random.Random(f"{field}-{length}")
    for _ in range(4):
        _, text = dice.choice(dice.choice(index[1]).zones)
        start = dice.randrange(max(1, len(text) - length))
        _agree(index, Request(Phrase(text[start : start + length].replace("\n", " "), field), limit=200))


@pytest.mark.parametrize(
    "pattern",
    [
        "清*镇",
        "清?镇",
        "?镇",
        "镇?",
        "??节",
        "节??",
        "清*河*镇",
        "清*?镇",
        "清??*桃*节",
        "*镇*",
        "河 镇",
        "镇*+",
        "???",
        "*",
    ],
)
@pytest.mark.parametrize("field", [None, "title", "body"])
def test_signs_stand_for_characters_of_one_line(index: Index, pattern: str, field: str | None) -> None:
    _agree(index, Request(Wildcard(pattern, field), limit=200))


@pytest.mark.parametrize("parts", [("镇", "镇"), ("清河", "河镇"), ("桃", "节", "开"), ("樱", "樱桃"), ("3", "+", "u")])
@pytest.mark.parametrize("distance", [0, 2, 15])
def test_near_parts_stand_in_one_line_in_any_order(index: Index, parts: tuple[str, ...], distance: int) -> None:
    _agree(index, Request(Near(parts, distance), limit=200))
    _agree(index, Request(Near(parts, distance, "body"), limit=200))


@pytest.mark.parametrize(
    "asked",
    [
        Not(Every()),
        And((Every(), Not(Term("清")))),
        Or((Not(Term("清")), Not(Term("河")))),
        And(()),
        Facet("town", "通州区"),
        Facet("town", "北京市/通州区"),
        Facet("town", "某市/西集镇"),
        Facet("town", "州区"),
        Facet("place", "河北省"),
        Facet("place", "集镇"),
        Facet("leader", "无此人"),
        Phrase(" "),
        Phrase("龘"),
        Phrase("镇", "nowhere"),
        Term("，"),
    ],
    ids=str,
)
def test_what_is_odd_to_ask_is_answered_all_the_same(index: Index, asked: Query) -> None:
    if asked != And(()):
        _agree(index, Request(asked, limit=200))
    assert index[0].search(Request(asked)).total <= len(index[1])


def test_dates_mark_the_months_that_they_overlap(index: Index) -> None:
    since, until = datetime.date(2023, 4, 12), datetime.date(2023, 6, 2)
    results = index[0].search(Request(Every(), Filters(since=since, until=until)))
    assert {row.value for row in results.facets["date"] if row.selected} == {"2023-04", "2023-05", "2023-06"}
    one = index[0].search(Request(Every(), Filters(since=since, until=datetime.date(2023, 4, 13))))
    assert [row.value for row in one.facets["date"] if row.selected] == ["2023-04"]


def test_articles_without_a_date_can_be_chosen_alone_or_beside_a_range(index: Index) -> None:
    engine, entries = index
    without = {entry.article.id for entry in entries if not entry.article.date}
    alone = engine.search(Request(Every(), Filters(undated=True), limit=200))
    assert {hit.article.id for hit in alone.hits} == without != set()
    both = Filters(since=datetime.date(2023, 5, 1), undated=True)
    for filters in (Filters(), Filters(undated=True), both, Filters(until=datetime.date(1900, 1, 1))):
        _agree(index, Request(Every(), filters, limit=200))
        assert engine.search(Request(Every(), filters)).undated == len(without)


@pytest.mark.parametrize("name", ["town", "leader", "source"])
def test_all_values_are_counted_and_listed_on_demand(index: Index, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(schema, "MAX_FACET_VALUES", 2)
    engine, entries = index
    for asked, filters in (
        (Every(), Filters()),
        (Term("清河"), Filters(source=("没有的报",))),
        (Term("龘"), Filters()),
    ):
        request = Request(asked, filters, limit=0, counted=(name,))
        every = search(entries, request)[1][name]
        few, full = engine.search(request), engine.search(replace(request, all_values=True))
        assert (number_of_values(few.facets[name]), full.facets[name]) == (len(every), every)
        assert [value for value in few.facets[name] if value.count] == [value for value in every if value.count][:2]
    info = engine.info()
    assert info.sources == len({entry.article.source for entry in entries} - {None})
    assert info.months == {month.value: month.count for month in search(entries, Request(Every()))[1]["date"]}


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("asked", [Term("清河"), Every(), Wildcard("清*镇")], ids=str)
def test_pages_together_are_the_whole_list(index: Index, sort: str, asked: Query) -> None:
    engine = index[0]
    whole = engine.search(Request(asked, sort=sort, limit=60)).hits
    pages = [hit for offset in range(0, 60, 10) for hit in engine.search(Request(asked, sort=sort, offset=offset)).hits]
    assert tuple(pages) == whole


def test_newest_come_first_and_undated_last(index: Index) -> None:
    days = [hit.article.date for hit in index[0].search(Request(Every(), sort="date", limit=200)).hits]
    dated = [day for day in days if day]
    assert dated == sorted(dated, reverse=True)
    assert days == dated + [None] * (len(days) - len(dated))


def test_articles_come_in_the_order_they_were_added(index: Index) -> None:
    engine, entries = index
    assert [article.id for article in engine.articles()] == [entry.article.id for entry in entries]


def test_only_what_is_asked_for_is_counted_and_cut_out(index: Index) -> None:
    results = index[0].search(Request(Term("清河"), counted=("source",), passages=False))
    assert set(results.facets) == {"source"}
    assert all(not hit.snippets for hit in results.hits)
    assert index[0].search(Request(Term("清河"), limit=0)).hits == ()


def test_what_came_last_is_first_and_former_ids_lead_on(places: Place) -> None:
    dice, url = random.Random(SEED), places()
    came = datetime.datetime(2026, 12, 1, tzinfo=datetime.UTC)
    for batch in range(2):
        writer = open_builder(url, processes=1, update=batch > 0)
        added = came + datetime.timedelta(hours=batch) if batch else None
        writer.add(
            replace(
                made.article(dice, i), id=f"n{i}", added=added, date=None if i % 3 else DAY, former=(f"o{i}", f"p{i}")
            )
            for i in range(batch * 5, batch * 5 + 5)
        )
        writer.switch()
    engine = open_engine(url)
    found = [hit.article for hit in engine.search(Request(Every(), sort="added", limit=10)).hits]
    assert [article.id for article in found] == ["n6", "n9", "n5", "n7", "n8", "n0", "n3", "n1", "n2", "n4"]
    assert {article.added for article in found} == {None, came + datetime.timedelta(hours=1)}
    for name in ("o7", "p7"):
        assert [hit.article.id for hit in engine.search(Request(Facet("former", name))).hits] == ["n7"]
    assert not engine.search(Request(Facet("former", "n7"))).total
    engine.close()
