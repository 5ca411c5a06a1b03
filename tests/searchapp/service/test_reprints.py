"""Reprints of an article and their differences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.factory import open_engine
from searchapp.service.reprints import differences, printings, reprints


@pytest.fixture(scope="module")
def engine(index_url: str) -> Iterator[Engine]:
    """An engine over the articles."""
    opened = open_engine(index_url)
    yield opened
    opened.close()


def test_reprints_are_found_for_many_articles_at_once(engine: Engine, articles: tuple[Article, ...]) -> None:
    found = reprints(engine, articles[:3])
    assert {name: [one.id for one in others] for name, others in found.items()} == {"a1": ["a2"], "a2": [], "a3": []}
    assert reprints(engine, []) == {}


def test_every_printing_knows_the_others(engine: Engine, articles: tuple[Article, ...]) -> None:
    assert [one.id for one in printings(engine, articles[0])] == ["a2"]
    assert [one.id for one in printings(engine, articles[1])] == ["a1"]
    assert printings(engine, articles[2]) == ()


def test_a_reprint_whose_original_is_gone_stands_alone(engine: Engine) -> None:
    assert printings(engine, Article(id="r", file="r", title="r", body="r", group="gone")) == ()


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("樱桃红了。", "樱桃红了。", []),
        ("樱桃红了。快来。", "樱桃红了。", [("only_here", "快来。")]),
        ("樱桃红了。", "记者报道。樱桃红了。", [("only_there", "记者报道。")]),
        ("一。二。三。", "一。贰。三。", [("only_here", "二。"), ("only_there", "贰。")]),
        ("他说：“来。”\n完。", "他说：“来。”\n了。", [("only_here", "完。"), ("only_there", "了。")]),
        ("", "", []),
    ],
)
def test_differences_are_told_by_sentences(here: str, there: str, expected: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.text) for one in differences(here, there)] == expected
