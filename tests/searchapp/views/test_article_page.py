"""The article page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from engine.article import Article
from searchapp import create_app
from tests.conftest import BuildIndex

Fetch = Callable[..., BeautifulSoup]


def test_the_text_is_there_with_the_words_of_the_query_marked_and_numbered(fetch: Fetch) -> None:
    page = fetch("/article/a1?q=樱桃")
    marks = page.select("article mark")
    assert [mark.get_text() for mark in marks] == ["樱桃"] * 6
    assert [mark["id"] for mark in marks] == [f"hit-{number}" for number in range(1, 7)]
    assert [a["href"] for a in page.select("nav.walk a")] == [f"#hit-{number}" for number in range(1, 7)]
    assert len(page.select("article .text p")) == 3


def test_without_a_query_nothing_is_marked(fetch: Fetch) -> None:
    page = fetch("/article/a1")
    assert not page.select("mark, nav.walk")


def test_each_fact_says_where_it_comes_from(fetch: Fetch) -> None:
    page = fetch("/article/a1")
    evidence = page.select_one("details.evidence")
    assert evidence
    assert "来源：运河新报" in evidence.get_text()
    assert "置信度 98%" in evidence.get_text()
    assert "首页 > 乡镇 > 正文" in page.select_one("details.repairs").get_text()


def test_towns_and_leaders_lead_to_their_articles(fetch: Fetch) -> None:
    page = fetch("/article/a1")
    hits = [fetch(str(a["href"])).select_one("h1").get_text() for a in page.select(".facts a")]
    assert hits == ["找到 4 篇文章", "找到 3 篇文章"]


def test_other_printings_are_there_with_their_differences(fetch: Fetch) -> None:
    section = fetch("/article/a2").select_one("#printings")
    assert section
    assert section.select_one("a")["href"] == "/article/a1"
    assert "首发" in section.get_text()
    assert any("樱桃节持续到六月上旬。" in q.get_text() for q in section.select("q"))
    assert not fetch("/article/a3").select("#printings")


def test_the_article_can_be_cited_and_its_source_visited(fetch: Fetch) -> None:
    page = fetch("/article/a1")
    assert page.select_one("#citation").get_text().startswith("林晓舟, 顾北. 西集镇樱桃节开园迎客[N/OL]. 运河新报")
    assert page.select_one("a.out")["href"] == "https://news.example.com/2023/05/a1.html"


def test_machines_are_told_what_it_is(fetch: Fetch) -> None:
    page = fetch("/article/a1?q=樱桃")
    told = json.loads(page.select_one('script[type="application/ld+json"]').get_text())
    assert told["headline"] == "西集镇樱桃节开园迎客"
    assert page.select_one("link[rel=canonical]")["href"] == "http://localhost/article/a1"
    assert page.select_one('meta[property="og:title"]')["content"] == "西集镇樱桃节开园迎客"


def test_an_article_without_title_is_named_by_its_beginning(fetch: Fetch) -> None:
    assert fetch("/article/a9").select_one("h1").get_text().startswith("没有标题的一则短讯")


def test_an_article_that_is_not_there_is_a_page_with_a_sentence(fetch: Fetch) -> None:
    assert fetch("/article/none", status=404).select_one("h1").get_text() == "没有这篇文章"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search",
        "/search?q=攻击样本",
        "/article/x1",
        "/article/x1?q=攻击样本",
        "/facet/source",
        "/facet/town",
        "/help",
    ],
)
def test_markup_in_an_article_stays_text(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    for hostile in (
        "<script>alert",
        "<img src=x",
        "<svg onload",
        "<b onmouseover",
        "<u>",
        "<i>08",
        'href="javascript:',
    ):
        assert hostile not in page
    assert "54439" not in page


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'--><svg/onload=alert(1)>", "{{7*7}}"]
)
def test_markup_in_a_query_stays_text(client: FlaskClient, text: str) -> None:
    for path in ("/search", "/article/a1", "/facet/town"):
        page = client.get(path, query_string={"q": text, "source": text, "find": text}).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page


@pytest.mark.parametrize("path", ["/article/{}?q=樱桃", "/api/v1/articles/{}", "/api/v1/similar/{}", "/why/{}?q=樱桃"])
def test_the_links_of_an_id_that_an_article_had_lead_on(
    path: str, articles: tuple[Article, ...], build_index: BuildIndex, tmp_path: Path
) -> None:
    moved = (replace(articles[0], former=("0123456789abcdef", "old")), *articles[1:])
    client = create_app({"engine": build_index(tmp_path, moved)}).test_client()
    for old in moved[0].former:
        answer = client.get(path.format(old))
        assert (answer.status_code, unquote(answer.location)) == (308, path.format("a1"))
        assert client.get(answer.location).status_code == 200
    assert client.get(path.format("a99")).status_code == 404
