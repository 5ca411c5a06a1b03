"""Builds on every backend: atomic switch to the new generation, rollback, one writer at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from engine.article import Article, Leader
from engine.backend import Engine
from engine.errors import ArticleNotFound, IndexLocked, IndexMissing
from engine.factory import index_version, open_builder, open_engine, open_generation_store
from engine.query.tree import Every, Phrase, Request
from tests.engine.backends.conftest import build


def _articles(count: int, first: int = 0) -> list[Article]:
    return [
        Article(
            f"{i:016x}", "a.txt", f"第{i}届樱桃节", f"清河镇的第{i}届樱桃节开幕。", leaders=(Leader("钱望舒", "镇长"),)
        )
        for i in range(first, first + count)
    ]


def _total(engine: Engine, text: str) -> int:
    return engine.search(Request(Phrase(text))).total


def _soon(holds: Callable[[], bool]) -> bool:
    """Return whether a condition becomes true within seconds: a cluster is polled once a second for new generations."""
    end = time.monotonic() + 5
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return holds()


def test_an_update_replaces_adds_and_removes_and_an_engine_opened_later_sees_it(url: str) -> None:
    build(url, _articles(30))
    engine = open_engine(url)
    first, version = engine.info().generation, index_version(url)
    writer = open_builder(url, update=True)
    writer.add([replace(_articles(1, 4)[0], body="换了。"), *_articles(2, 30)])
    assert writer.remove([f"{9:016x}", "none"]) == 1
    assert engine.info().generation == first
    assert writer.switch().articles == 31
    assert _soon(lambda: index_version(url) != version)
    still, engine = engine, open_engine(url)
    assert engine.info().generation != first
    assert (engine.get(f"{4:016x}").body, _total(engine, "换了")) == ("换了。", 1)
    with pytest.raises(ArticleNotFound):
        engine.get(f"{9:016x}")
    assert (still.info().articles, _total(still, "换了")) == (30, 0)


@pytest.mark.parametrize("left", [0, 1, 4, 10, 29])
def test_an_update_may_only_remove(url: str, left: int) -> None:
    build(url, _articles(30))
    writer = open_builder(url, update=True)
    assert writer.remove([article.id for article in _articles(30)[left:]]) == 30 - left
    writer.switch()
    engine = open_engine(url)
    assert sorted(article.id for article in engine.articles()) == [article.id for article in _articles(left)]
    assert _total(engine, "樱桃节") == left
    engine.close()


def test_what_was_verified_can_be_tried_before_readers_see_it(url: str) -> None:
    build(url, _articles(2))
    writer = open_builder(url)
    writer.add(_articles(3))
    writer.note("files", b"\x00noted" * 3)
    tried = writer.verify()
    assert (tried.info().articles, open_engine(url).info().articles) == (3, 2)
    assert (tried.note("files"), tried.note("other")) == (b"\x00noted" * 3, None)
    assert writer.switch().generation == tried.info().generation


def test_an_id_given_twice_keeps_the_last(url: str) -> None:
    articles = _articles(3)
    build(url, [*articles, replace(articles[0], body="后来的。")])
    engine = open_engine(url)
    assert (engine.info().articles, engine.get(articles[0].id).body) == (3, "后来的。")
    assert [article.id for article in engine.articles()] == [articles[i].id for i in (1, 2, 0)]


def test_one_writer_at_a_time_and_abandoning_leaves_what_readers_use(url: str) -> None:
    build(url, _articles(3))
    writer = open_builder(url)
    with pytest.raises(IndexLocked, match="Another writer"):
        open_builder(url)
    writer.add(_articles(9))
    writer.abandon()
    assert open_engine(url).info().articles == 3
    assert len(open_generation_store(url).generations()) == 1
    open_builder(url).abandon()


def test_an_empty_build_is_an_index_without_articles(url: str) -> None:
    build(url, [])
    engine = open_engine(url)
    results = engine.search(Request(Every()))
    assert (results.total, results.hits, results.facets["town"]) == (0, (), ())
    assert (engine.info().first, engine.suggest("西"), list(engine.articles())) == (None, (), [])


def test_former_generations_are_kept_but_not_for_ever_and_gone_back_to(url: str) -> None:
    names = [build(url, _articles(count), keep=1) for count in range(1, 4)]
    store = open_generation_store(url)
    assert [(held.name, held.articles, held.current) for held in store.generations()] == [
        (names[1], 2, False),
        (names[2], 3, True),
    ]
    assert store.check() == ()
    assert store.roll_back().name == names[1]
    assert open_engine(url).info().articles == 2
    assert [held.rolled_back for held in store.generations()] == [False, True]
    assert store.roll_back(names[2]).articles == 3
    with pytest.raises(IndexMissing):
        store.roll_back("nothing")


def test_equal_builds_have_equal_digests(url: str) -> None:
    build(url, _articles(3))
    build(url, _articles(3))
    one, other = (held.digest for held in open_generation_store(url).generations())
    assert one == other


def test_no_index_says_so(url: str) -> None:
    with pytest.raises(IndexMissing, match="build one first"):
        open_engine(url)


def test_an_article_that_is_not_there_says_so(url: str) -> None:
    build(url, _articles(1))
    engine = open_engine(url)
    for article_id in ("", "none", "../x", "龘" * 400, "\ud800"):
        with pytest.raises(ArticleNotFound):
            engine.get(article_id)


def test_any_text_comes_back_as_it_was_written(url: str) -> None:
    odd = Article(
        "odd", "o.txt", "a|b \\20; \\n;", "一\u3000二\x0b三\x00四 | \\_; 𠀀𠀁\n\n末\ttab ｗｉｄｅ", source="某报"
    )
    build(url, [odd, *_articles(2)])
    engine = open_engine(url)
    assert engine.get("odd") == odd
    for text in ("a|b", "\\20;", "\\n;", "一 二", "三\x00四", "𠀀𠀁", "| \\_;", "末 tab", "wide", "二 三"):
        assert engine.search(Request(Phrase(text))).total == 1, text
    assert engine.search(Request(Phrase("四|"))).total == 0
