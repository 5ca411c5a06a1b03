"""From typed text to results over a real index, in cases that other products get wrong."""

from __future__ import annotations

import random

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.query.description import query_parts
from engine.query.parser import parse_leniently
from engine.query.tree import Every, Request
from engine.ranking.explanation import reasons, to_json
from engine.search import SearchAnswer, search_with_relaxation
from engine.text.normalize import fold
from engine.vocabulary import Vocabulary

EXPANSION = Vocabulary().expansion


def ask(engine: Engine, typed: str) -> SearchAnswer:
    return search_with_relaxation(engine, parse_leniently(typed), Request(Every(), limit=20))


def found(engine: Engine, typed: str) -> set[str]:
    return {hit.article.id for hit in ask(engine, typed).results.hits}


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("“3+1”", {"a4"}),
        ("3+1", {"a4"}),
        ("３＋１", {"a4"}),
        ("U谷", {"a4"}),
        ("u谷", {"a4"}),
        ("二十年之问", {"a10"}),
        ("“二十年之问”", {"a10"}),
        ("“接诉即办”", {"a3"}),
        ("“区委书记石砚秋”", {"a5"}),
        ("“西集镇党委书记钱望舒”", {"a1"}),
        ("鄉村振興", {"a5", "a11"}),
        ("“鄉村振興”", {"a5", "a11"}),
        ("二〇二三年的苹果", {"a10"}),
        ("骆明", {"a3", "a5"}),
        ("桃", {"a1", "a2"}),
        ("镇:西集镇 防汛", {"a7"}),
        ("领导:钱望舒 -樱桃", {"a7"}),
        ("来源：运河新报 日期:2022", {"a11"}),
        ("标题:(樱桃 OR 防汛) NOT 来源:京东晚报", {"a1", "a7"}),
        ("樱桃 NEAR/4 上市", {"a1", "a2"}),
        ("潞*振兴", {"a5", "a11"}),
        ("<script>", {"x1"}),
        ("{{ 7 * 7 }}", {"x1"}),
    ],
)
def test_what_is_typed_finds_what_has_it(engine: Engine, typed: str, ids: set[str]) -> None:
    answered = ask(engine, typed)
    assert {hit.article.id for hit in answered.results.hits} == ids
    assert answered.dropped == ()


def test_any_substring_finds_its_article_and_in_quotes_nothing_else(
    engine: Engine, articles: tuple[Article, ...]
) -> None:
    chance = random.Random(7)
    for _ in range(300):
        article = chance.choice(articles)
        length = chance.randint(1, 12)
        start = chance.randrange(max(1, len(article.body) - length))
        piece = article.body[start : start + length]
        if piece.strip():
            assert article.id in found(engine, piece), piece
            if '"' not in piece and "\\" not in piece:
                quoted = found(engine, f'"{piece}"')
                texts = {a.id: " ".join(map(str, (a.title, a.kicker, a.subtitle, a.body, a.source))) for a in articles}
                assert quoted == {name for name, text in texts.items() if fold(piece) in fold(text)}, piece


def test_a_month_by_itself_finds_its_articles_and_those_that_write_it(
    engine: Engine, articles: tuple[Article, ...]
) -> None:
    for month, written in (("2023-05", "2023年5月"), ("2022-07", "2022年7月")):
        dated = {a.id for a in articles if a.date and a.date.isoformat().startswith(month)}
        assert dated <= found(engine, written)
        assert found(engine, f"“{written}”") <= found(engine, written)


def test_a_date_is_told_as_a_date_and_as_words() -> None:
    first, second = query_parts(parse_leniently("樱桃 2023年6月").query, EXPANSION)
    assert second.text == "日期从 2023-06-01 到 2023-06-30 或 2023年6月（或写作二〇二三年6月、二零二三年6月）"
    assert (first.without, second.without) == ("2023年6月", "樱桃")


def test_a_page_without_hits_says_what_it_dropped(engine: Engine) -> None:
    answered = ask(engine, "樱桃 飞碟")
    assert answered.dropped == ("飞碟",)
    assert {hit.article.id for hit in answered.results.hits} == {"a1", "a2"}


def test_a_relaxed_page_is_filled_with_articles_that_have_a_part(engine: Engine) -> None:
    answered = ask(engine, "西集镇 樱桃 飞碟")
    assert answered.dropped == ("飞碟",)
    assert "a7" in {hit.article.id for hit in answered.partial_hits}


def test_a_headline_pasted_in_two_pieces_need_not_be_repeated(engine: Engine) -> None:
    answered = ask(engine, "西集镇樱桃节隆重开园迎接游客 首批樱桃上市")
    assert answered.dropped == ()
    assert {hit.article.id for hit in answered.results.hits} >= {"a1", "a2"}


def test_names_and_words_with_spaces_must_all_match(engine: Engine) -> None:
    answered = ask(engine, "西集镇 防汛 钱望舒 樱桃 稻田画 潞城")
    assert answered.dropped


def test_a_short_list_is_followed_by_articles_with_a_part(engine: Engine) -> None:
    answered = ask(engine, "西集镇 防汛")
    assert [hit.article.id for hit in answered.results.hits] == ["a7"]
    assert {"a1", "a2", "a5"} <= {hit.article.id for hit in answered.partial_hits}


def test_an_exact_phrase_and_a_title_come_first(engine: Engine) -> None:
    titles = [hit.article.title or "" for hit in ask(engine, "乡村振兴").results.hits]
    assert all("乡村振兴" in title for title in titles[:2])
    assert ask(engine, "西集镇樱桃节开园").results.hits[0].article.id in ("a1", "a2")


@pytest.mark.parametrize(
    "typed",
    [
        "樱桃",
        "西集镇 樱桃",
        "西集镇樱桃节什么时候开园？",
        "领导:钱望舒 西集镇",
        "西集镇樱桃节隆重开园迎接游客 首批樱桃上市",
        "樱桃 飞碟",
        "樱桃 2023年5月",
    ],
)
def test_the_reasons_add_up_to_the_score(engine: Engine, typed: str) -> None:
    answered = ask(engine, typed)
    assert answered.results.hits
    assert answered.scored == EXPANSION.expand(parse_leniently(typed).whole)
    for hit in (*answered.results.hits, *answered.partial_hits):
        parts = engine.explain(hit.article.id, answered.scored)
        assert sum(part.value for part in parts) == pytest.approx(hit.score, rel=1e-9)
        assert sum(reason.value for reason in reasons(parts, "en")) == pytest.approx(hit.score, rel=1e-9)
        assert to_json(parts)["score"] == pytest.approx(hit.score, rel=1e-9)


def test_similar_articles_leave_out_the_article_and_its_reprints(engine: Engine) -> None:
    similar = [hit.article.id for hit in engine.similar("a1")]
    assert similar
    assert not {"a1", "a2"} & set(similar)


def test_scores_fall_and_pages_fit_together(engine: Engine) -> None:
    whole = search_with_relaxation(engine, parse_leniently("运河"), Request(Every(), limit=20)).results
    pages = [
        search_with_relaxation(engine, parse_leniently("运河"), Request(Every(), offset=n, limit=1)).results
        for n in range(whole.total)
    ]
    assert [page.hits[0].article.id for page in pages] == [hit.article.id for hit in whole.hits]
    assert {page.total for page in pages} == {whole.total}
    assert [hit.score for hit in whole.hits] == sorted((hit.score for hit in whole.hits), reverse=True)
