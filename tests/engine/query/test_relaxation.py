"""Relaxation of queries without hits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.query.parser import parse
from engine.query.printer import format_query
from engine.query.relaxation import article_contains, loosen, relax
from engine.query.tree import Query, Request
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion


def best(engine: Engine, asked: Query) -> Callable[[Query], Article | None]:
    """Return a function for the first article of a query, ranked by `asked`."""

    def find(query: Query) -> Article | None:
        hits = engine.search(Request(query, limit=1, ranked_by=asked)).hits
        return hits[0].article if hits else None

    return find


@pytest.mark.parametrize(
    ("typed", "left", "dropped"),
    [
        ("樱桃 飞碟", "樱桃", ("飞碟",)),
        ("飞碟 西集镇 樱桃", "西集镇 樱桃", ("飞碟",)),
        ("樱桃 玉桥街道", "玉桥街道", ("樱桃",)),  # both occur, but not together: the rarer is kept
        ("西集镇飞碟", "西集镇", ("飞碟",)),
        ("“没有这句” 樱桃", "樱桃", ('"没有这句"',)),
        ("樱桃 飞碟 NOT 西集镇", None, None),  # excluded terms stay excluded
    ],
)
def test_the_most_that_finds_something_is_kept_and_the_rest_named(
    engine: Engine, typed: str, left: str | None, dropped: tuple[str, ...] | None
) -> None:
    relaxed = relax(parse(typed), best(engine, parse(typed)), EXPANSION)
    assert (relaxed and format_query(relaxed.query)) == left
    assert (relaxed and relaxed.dropped) == dropped


@pytest.mark.parametrize(
    "typed",
    [
        "樱桃", "西集镇樱桃", "“接诉即办”", "U谷", "樱桃 NEAR/4 上市", "潞*振兴", "标题:樱桃", "正文:樱桃", "镇:西集镇",
        "樱桃 NOT 西集镇", "樱桃 OR 防汛", "樱桃 西集镇", "鄉村振興", "二〇二三年", "西集镇樱桃节什么时候开园？",
        "西集镇樱桃节隆重开园迎接游客",
    ],
)  # fmt: skip
def test_an_article_has_a_part_exactly_where_a_search_finds_it(
    engine: Engine, articles: tuple[Article, ...], typed: str
) -> None:
    query = parse(typed)
    found = engine.search(Request(EXPANSION.expand(query), limit=50)).hits
    assert {article.id for article in articles if article_contains(article, query, EXPANSION)} == {
        hit.article.id for hit in found
    }


def test_nothing_is_left_of_a_query_whose_words_are_nowhere(engine: Engine) -> None:
    assert relax(parse("飞碟 恐龙"), best(engine, parse("飞碟 恐龙")), EXPANSION) is None


def test_a_loosened_query_asks_for_any_word() -> None:
    assert loosen(parse("西集镇樱桃 来源:运河新报")) == parse("西集镇 OR 樱桃 OR 来源:运河新报")
    assert loosen(parse("樱桃")) is None
