"""The default engine answers what looking at every article would, over segments with replaced articles."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace
from pathlib import Path

import pytest

from engine.article import Article, Leader
from engine.backends.whoosh import generations, manifest, tiers
from engine.backends.whoosh.builder import WhooshBuilder
from engine.backends.whoosh.engine import WhooshEngine
from engine.query import And, DateRange, Every, Facet, Filters, Near, Not, Or, Phrase, Query, Request, Term, Wildcard
from tests.engine.backends.whoosh.plain import Entry, search

SEED = 20261122
CHARACTERS = "清河镇樱桃节开幕书记说１3+U。，\n "
TOWNS = ("北京市/通州区/西集镇", "北京市/通州区/潞城镇", "北京市/通州区", "河北省/廊坊市/香河县", "河南省/某市/西集镇")
SOURCES = ("北京日报", "长城网", "清河报", None)


def _text(dice: random.Random, longest: int) -> str:
    return "".join(dice.choices(CHARACTERS, k=dice.randint(1, longest)))


def _article(dice: random.Random, number: int) -> Article:
    date = datetime.date(2023, 1, 1) + datetime.timedelta(days=dice.randrange(300))
    return Article(
        id=f"{number:016x}",
        file="made.txt",
        title=_text(dice, 12).replace("\n", "") if dice.random() < 0.8 else None,
        body=_text(dice, 150),
        subtitle=_text(dice, 8) if dice.random() < 0.2 else None,
        source=dice.choice(SOURCES),
        date=date if dice.random() < 0.9 else None,
        authors=("钱望舒", "骆明川")[: dice.randrange(3)],
        towns=tuple(dice.sample(TOWNS, dice.randrange(3))),
        leaders=tuple(Leader(name, "书记") for name in dice.sample(("石砚秋", "钱望舒"), dice.randrange(3))),
    )


@pytest.fixture(scope="module", params=[0, 50], ids=["apart", "merged"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[WhooshEngine, list[Entry]]:
    """120 articles in four segments, or merged, some written anew and some removed; and the same articles as a list."""
    dice = random.Random(SEED)
    path: Path = tmp_path_factory.mktemp("index")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(tiers, "FOLD", request.param)
    monkeypatch.setattr(tiers, "RATIO", 0)
    held: dict[str, Article] = {}
    for batch in range(4):
        writer = WhooshBuilder(path, processes=1, update=batch > 0)
        articles = [_article(dice, batch * 30 + i) for i in range(30)]
        articles += [replace(_article(dice, 0), id=key) for key in dice.sample(sorted(held), min(len(held), 4))]
        writer.add(articles)
        for article in articles:
            held.pop(article.id, None)
            held[article.id] = article
        gone = dice.sample(sorted(held), 2)
        assert writer.remove(gone) == 2
        for key in gone:
            del held[key]
        writer.switch()
    monkeypatch.undo()
    assert len(manifest.read(generations.current(path)).segments) == (1 if request.param else 4)
    return WhooshEngine(path), [Entry(article) for article in held.values()]


def _query(dice: random.Random, entries: list[Entry], depth: int = 0) -> Query:
    def piece(longest: int) -> str:
        _, text = dice.choice(dice.choice(entries).zones)
        start = dice.randrange(len(text))
        return text[start : start + dice.randint(1, longest)].replace("\n", " ")

    field = dice.choice((None, None, None, "title", "body", "authors"))
    made: list[Query] = [
        Term(piece(5), field),
        Phrase(piece(6), field),
        Wildcard(piece(2) + dice.choice("?*") + piece(2), field),
        Near((piece(2), piece(2)), dice.randrange(1, 12), field),
        Facet(*dice.choice((("town", "西集镇"), ("town", "北京市"), ("leader", "石砚秋"), ("source", "长城网")))),
        DateRange(
            datetime.date(2023, dice.randint(1, 10), 5), None if dice.random() < 0.3 else datetime.date(2023, 9, 1)
        ),
        Every(),
    ]
    if depth < 2 and dice.random() < 0.5:
        parts = tuple(_query(dice, entries, depth + 1) for _ in range(dice.randint(1, 3)))
        return dice.choice((And(parts), Or(parts), Not(parts[0]), And((*parts, Not(made[0])))))
    return dice.choice(made[:2] + made)


def _filters(dice: random.Random) -> Filters:
    def some(*values: str) -> tuple[str, ...]:
        return tuple(dice.sample(values, dice.choice((0, 0, 1, 2))))

    return Filters(
        town=some("西集镇", "北京市/通州区", "潞城镇"),
        leader=some("石砚秋", "钱望舒"),
        source=some("北京日报", "长城网", "无此报"),
        since=datetime.date(2023, 4, 1) if dice.random() < 0.2 else None,
        without=(("source", "清河报"),) if dice.random() < 0.2 else (),
    )


@pytest.mark.parametrize("seed", range(10))
def test_matches_totals_and_facets_are_those_of_looking_at_every_article(
    index: tuple[WhooshEngine, list[Entry]], seed: int
) -> None:
    engine, entries = index
    dice = random.Random(f"{SEED}-{seed}")
    for _ in range(12):
        request = Request(_query(dice, entries), _filters(dice), dice.choice(("relevance", "date")), limit=200)
        ids, facets = search(entries, request)
        found = engine.search(request)
        assert {hit.article.id for hit in found.hits} == ids, request
        assert found.total == len(ids)
        months = tuple(replace(value, selected=False) for value in found.facets["date"] if value.count)
        assert months == facets["date"], request
        assert {name: found.facets[name] for name in ("town", "leader", "source")} == {
            name: facets[name] for name in ("town", "leader", "source")
        }, request
