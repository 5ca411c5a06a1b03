"""Snippets that show the matches."""

from __future__ import annotations

import time

from engine.article import Article
from engine.query.match_ranges import highlights
from engine.query.parser import parse
from engine.results.snippet import PASSAGE_CHARS, snippets

LONG = (
    "开头没有要找的词。" * 60
    + "镇里的樱桃节在五月，果农盼着樱桃红。"
    + "中间也没有。" * 80
    + "樱桃干。"
    + "结尾。" * 50
)


def test_a_passage_deep_in_a_long_text_is_found_and_every_match_in_it_is_marked() -> None:
    query = parse("樱桃节 果农")
    found = snippets(Article("1", "f", "题", LONG), query)
    assert "樱桃节" in found[0].text
    for snippet in found:
        assert snippet.ranges == highlights(snippet.text, query)


def test_passages_are_cut_from_the_body_as_written() -> None:
    for snippet in snippets(Article("1", "f", "题", LONG), parse("樱桃")):
        assert snippet.text in LONG
        assert len(snippet.text) <= PASSAGE_CHARS


def test_without_a_match_the_article_begins() -> None:
    found = snippets(Article("1", "f", "樱桃", "正文没有。"), parse("樱桃"))
    assert [(snippet.text, snippet.ranges) for snippet in found] == [("正文没有。", ())]


def test_a_deck_that_matches_is_shown_too() -> None:
    found = snippets(Article("1", "f", "题", "正文有樱桃。", subtitle="副题也有樱桃"), parse("樱桃"))
    assert [snippet.field for snippet in found] == ["subtitle", "body"]


def test_ten_hits_take_no_time() -> None:
    articles = [Article(str(n), "f", "题", LONG) for n in range(10)]
    query = parse("樱桃节 果农 西集镇")
    snippets(articles[0], query)
    spent = []
    for _ in range(5):
        started = time.perf_counter()
        for article in articles:
            snippets(article, query)
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.02


def test_a_mark_at_the_end_of_a_passage_is_whole() -> None:
    for offset in range(PASSAGE_CHARS - 30, PASSAGE_CHARS + 10):
        body = "樱桃" + "空" * offset + "西集镇党委书记调研组" + "空" * PASSAGE_CHARS
        for snippet in snippets(Article("1", "f", "题", body), parse('樱桃 OR "西集镇党委书记调研组"')):
            assert {snippet.text[start:end] for start, end in snippet.ranges} <= {"樱桃", "西集镇党委书记调研组"}
