"""The language of the pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

Fetch = Callable[..., BeautifulSoup]
PATHS = (
    "/",
    "/help",
    "/search?q=樱桃",
    "/search?q=(樱桃&source=x",
    "/search?q=樱桃&page=9",
    "/search?from=x",
    "/nope",
    "/article/none",
    "/facet/town",
    "/article/a1?q=樱桃",
)


@pytest.mark.parametrize(
    ("accepted", "tag"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("en-GB,en;q=0.8,zh;q=0.5", "en"),
        ("fr, en;q=0.5", "en"),
        ("fr", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_browser_says_which_language(fetch: Fetch, accepted: str, tag: str) -> None:
    assert fetch("/", Accept_Language=accepted).select_one("html")["lang"] == tag


def test_the_switch_stays_and_leads_back(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/search?q=樱桃&source=a").text, "html.parser")
    switch = str(page.select_one(".aids a[hreflang=en]")["href"])
    answer = client.get(switch)
    assert answer.status_code == 303
    assert "source=a" in answer.headers["Location"]
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "zh"}).text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX:y"]
)
def test_the_switch_sends_nobody_elsewhere(client: FlaskClient, target: str) -> None:
    location = client.get(f"/language/en?next={target}").headers["Location"]
    assert location == "/"


def test_there_are_no_other_languages(client: FlaskClient) -> None:
    assert client.get("/language/xx").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_an_english_page_has_no_chinese_but_what_is_marked_as_such(client: FlaskClient, path: str) -> None:
    page = BeautifulSoup(client.get(path, headers={"Accept-Language": "en"}).text, "html.parser")
    for marked in page.select("[lang=zh-Hans], input, meta, link, script, title, a[hreflang], code"):
        marked.decompose()
    known = ("与", "或", "非", "近三个月", "标题:", "正文:")
    left = page.get_text()
    for word in known:
        left = left.replace(word, "")
    assert [sign for sign in left if "\u4e00" <= sign <= "\u9fff"] == []


def test_dates_and_numbers_are_the_languages_own(fetch: Fetch) -> None:
    english = fetch("/search?q=樱桃", Accept_Language="en")
    assert "May 19, 2023" in english.get_text()
    assert "2023年5月19日" in fetch("/search?q=樱桃").get_text()
