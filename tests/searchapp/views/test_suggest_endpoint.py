"""Completion, corrections, explanations, similar articles."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

Fetch = Callable[..., BeautifulSoup]


def completed(client: FlaskClient, typed: str, language: str = "zh") -> list[tuple[str, str, str]]:
    """Return text, note and path of each completion."""
    answer = client.get("/suggest", query_string={"q": typed}, headers={"Accept-Language": language})
    assert answer.mimetype == "application/x-suggestions+json"
    said, *lists = json.loads(answer.data)
    assert said == typed
    return [(text, note, url.removeprefix("http://localhost")) for text, note, url in zip(*lists, strict=True)]


@pytest.mark.parametrize("typed", ["西集", "xiji", "xjz", "西集镇"])
def test_a_town_is_completed_by_characters_pinyin_and_initials(client: FlaskClient, typed: str) -> None:
    text, note, url = completed(client, typed)[0]
    assert (text, note) == ("西集镇", "镇街 · 北京市 通州区 · 4 篇")
    assert "找到 4 篇文章" in client.get(url).text


def test_a_note_is_in_the_language_of_the_page(client: FlaskClient) -> None:
    assert completed(client, "西集镇", "en")[0][1] == "Town · 北京市 通州区 · 4 articles"


def test_every_completion_finds_something(client: FlaskClient) -> None:
    for typed in ("西", "钱", "运河", "樱桃", "l", "樱桃 西集"):
        for text, _, url in completed(client, typed):
            assert "没有找到文章" not in client.get(url).text, text


@pytest.mark.parametrize("typed", ["", " ", "不存在的地方", "<script>", "*" * 5000])
def test_what_cannot_be_completed_has_no_completions(client: FlaskClient, typed: str) -> None:
    answer = client.get("/suggest", query_string={"q": typed})
    assert answer.status_code == 200
    assert json.loads(answer.data)[1] in ([], [text for text in json.loads(answer.data)[1] if "<script>" in text])


def test_what_may_have_been_meant_is_offered(fetch: Fetch) -> None:
    meant = fetch("/search?q=潞成镇&verbatim=1").select_one(".meant a")
    assert meant
    assert meant.get_text() == "潞城镇"
    assert "没有找到" not in fetch(str(meant["href"])).select_one("h1").get_text()


def test_the_reasons_add_up_to_the_score(client: FlaskClient, fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃节")
    why = fetch(str(page.select_one("a.why")["href"]))
    values = [float(td.get_text()) for td in why.select(".reasons tbody td")]
    assert sum(values) == pytest.approx(float(why.select_one("tfoot td").get_text()), abs=0.05)
    assert any("樱桃" in th.get_text() for th in why.select(".reasons tbody th"))


def test_there_are_no_reasons_without_words(client: FlaskClient) -> None:
    assert client.get("/why/a1").status_code == 404
    assert client.get("/why/none?q=x").status_code == 404


def test_an_article_leads_to_others_like_it_but_not_to_its_reprints(fetch: Fetch) -> None:
    assert next(str(a["href"]) for a in fetch("/article/a3").select(".similar a")) == "/article/a11"
    assert not fetch("/article/a1").select('.similar a[href="/article/a2"]')
