"""The default engine answers like an exhaustive scan, over segments with replaced articles."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.backends.whoosh.generation_searcher import open_current
from engine.backends.whoosh.generations import generation_folders, manifest
from engine.backends.whoosh.whoosh_builder import WhooshBuilder
from engine.backends.whoosh.writing import merge_policy
from engine.query.tree import Request
from tests.engine.backends import made
from tests.engine.backends.plain import Entry, search

SEED = 20261122


@pytest.fixture(scope="module", params=[0, 50], ids=["apart", "merged"])
def index(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Engine, list[Entry]]:
    """120 articles in four segments, or merged, some rewritten and some removed; and the same articles as a list."""
    dice = random.Random(SEED)
    path: Path = tmp_path_factory.mktemp("index")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(merge_policy, "ALWAYS_MERGED_DOCUMENTS", request.param)
    monkeypatch.setattr(merge_policy, "MERGE_RATIO", 0)
    held: dict[str, Article] = {}
    for batch in range(4):
        writer = WhooshBuilder(path, processes=1, update=batch > 0)
        articles = [made.article(dice, batch * 30 + i) for i in range(30)]
        articles += [replace(made.article(dice, 0), id=key) for key in dice.sample(sorted(held), min(len(held), 4))]
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
    assert len(manifest.read(generation_folders.current(path)).segments) == (1 if request.param else 4)
    return open_current(path), [Entry(article) for article in held.values()]


@pytest.mark.parametrize("seed", range(10))
def test_matches_totals_and_facets_are_those_of_looking_at_every_article(
    index: tuple[Engine, list[Entry]], seed: int
) -> None:
    engine, entries = index
    dice = random.Random(f"{SEED}-{seed}")
    for _ in range(12):
        request = Request(made.query(dice, entries), made.filters(dice), dice.choice(("relevance", "date")), limit=200)
        ids, facets, _ = search(entries, request)
        results = engine.search(request)
        assert {hit.article.id for hit in results.hits} == ids, request
        assert results.total == len(ids)
        months = tuple(replace(value, selected=False) for value in results.facets["date"] if value.count)
        assert months == facets["date"], request
        assert {name: results.facets[name] for name in ("town", "leader", "source")} == {
            name: facets[name] for name in ("town", "leader", "source")
        }, request
