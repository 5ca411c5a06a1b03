"""Both backends give equal scores, order, snippets, suggestions, corrections and explanations."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.cluster.local_cluster import Cluster
from engine.article import Article
from engine.backend import Engine
from engine.factory import open_engine
from engine.query.parser import parse_leniently
from engine.query.tree import Filters, Request
from tests.engine.backends.conftest import build

pytestmark = pytest.mark.cluster
# Maximum difference between the scores of an article on the two backends; articles whose scores are this close may
# swap positions.
TOLERANCE = 1e-6
# The first-pass scores that select candidates are rounded differently by each backend, by at most this share.
ROUGHLY = 0.05
ASKED = (
    "西集镇",
    "樱桃节",
    "乡村振兴 潞城",
    "3+1",
    "U谷",
    "来源:运河新报 西集镇",
    "西*镇",
    '"樱桃红了"',
    "樱桃 NEAR 运河",
    "标题:樱桃",
    "二十年 OR 加装电梯",
    "苹果 -运河",
    "运河边的苹果还甜吗",
    "",
    "没有这样的文字",
)


@pytest.fixture(scope="module")
def pair(cluster: Cluster, index_url: str, articles: tuple[Article, ...]) -> Iterator[tuple[Engine, Engine]]:
    """The same articles on the cluster and in a folder."""
    url = cluster.url("same", shards="3")
    build(url, articles)
    engines = open_engine(url), open_engine(index_url)
    yield engines
    for engine in engines:
        engine.close()


@pytest.mark.parametrize("sort", ["relevance", "date"])
@pytest.mark.parametrize("filters", [Filters(), Filters(town=("西集镇",), source=("京东晚报",))], ids=["all", "chosen"])
@pytest.mark.parametrize("typed", ASKED)
def test_hits_scores_passages_and_counts_are_the_same(
    pair: tuple[Engine, Engine], typed: str, filters: Filters, sort: str
) -> None:
    request = Request(parse_leniently(typed).whole, filters, sort)
    found, expected = (engine.search(request) for engine in pair)
    assert (found.total, found.facets) == (expected.total, expected.facets)
    scores = {hit.article.id: hit.score for hit in expected.hits}
    assert {hit.article.id: hit.score for hit in found.hits} == pytest.approx(scores, abs=TOLERANCE)
    for one, other in zip(found.hits, expected.hits, strict=True):
        assert one.article == other.article or abs(scores[one.article.id] - scores[other.article.id]) <= TOLERANCE
    passages = {hit.article.id: hit.snippets for hit in expected.hits}
    assert {hit.article.id: hit.snippets for hit in found.hits} == passages


@pytest.mark.parametrize("typed", ["樱桃节", "骆明川 乡村振兴", "西集镇 OR 渔场"])
def test_reasons_are_the_same(pair: tuple[Engine, Engine], typed: str) -> None:
    query = parse_leniently(typed).query
    for article_id in ("a1", "a5", "a6"):
        parts = [engine.explain(article_id, query) for engine in pair]
        assert [(p.kind, p.field, p.text, p.count) for p in parts[0]] == [
            (p.kind, p.field, p.text, p.count) for p in parts[1]
        ]
        assert [p.value for p in parts[0]] == pytest.approx([p.value for p in parts[1]], abs=TOLERANCE)


@pytest.mark.parametrize("article_id", ["a1", "a3", "a7"])
def test_similar_articles_are_the_same(pair: tuple[Engine, Engine], article_id: str) -> None:
    one, other = ([(h.article.id, h.score) for h in engine.similar(article_id)] for engine in pair)
    assert [name for name, _ in one] == [name for name, _ in other]
    assert [score for _, score in one] == pytest.approx([score for _, score in other], rel=ROUGHLY)


@pytest.mark.parametrize("typed", ["xijizhen", "西", "luo", "京东", "樱桃", "zzz", ""])
def test_suggestions_are_the_same(pair: tuple[Engine, Engine], typed: str) -> None:
    for engine in pair:
        engine.suggest("西")
        engine.load()
    assert pair[0].suggest(typed, queries=("樱桃节",)) == pair[1].suggest(typed, queries=("樱桃节",))


@pytest.mark.parametrize("typed", ["西集真", "骆明串", "领导:石砚求", "樱桃", "来源:运河新暴"])
def test_corrections_are_the_same(pair: tuple[Engine, Engine], typed: str) -> None:
    query = parse_leniently(typed).query
    assert pair[0].correct(query, typed) == pair[1].correct(query, typed)


def test_what_is_known_of_the_index_is_the_same(pair: tuple[Engine, Engine]) -> None:
    one, other = (engine.info() for engine in pair)
    assert (one.articles, one.sources, one.first, one.last) == (other.articles, other.sources, other.first, other.last)
