"""The home page and the help page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from searchapp import create_app

Fetch = Callable[..., BeautifulSoup]


def test_the_first_page_says_what_is_in_the_index(fetch: Fetch) -> None:
    page = fetch("/")
    assert [dd.get_text() for dd in page.select(".ears dd")][:3] == ["12", "5", "2020–2023"]
    assert len(page.select(".news li")) == 8
    assert page.select_one(".news h3").get_text() == "二十年之问：运河边的苹果还甜吗"


def test_there_are_towns_leaders_and_sources_to_start_from(fetch: Fetch) -> None:
    page = fetch("/")
    for heading in ("start-town", "start-leader", "start-source"):
        first = page.select_one(f"section[aria-labelledby={heading}] li a")
        count = first.select_one(".count").get_text()
        assert fetch(str(first["href"])).select_one("h1").get_text() == f"找到 {count} 篇文章"


@pytest.mark.parametrize("path", ["/", "/help"])
def test_every_example_finds_something(fetch: Fetch, path: str) -> None:
    examples = fetch(path).select(".tries a:not(.more), a.try")
    assert len(examples) >= 3
    for example in examples:
        assert "没有找到" not in fetch(str(example["href"])).select_one("h1").get_text(), example.get_text()


def test_an_empty_index_says_what_to_do(tmp_path: Path, build_index: Callable[..., str]) -> None:
    app = create_app({"engine": build_index(tmp_path / "index", ())})
    page = app.test_client().get("/")
    assert page.status_code == 200
    assert "zhenwen build" in page.text
    assert app.test_client().get("/help").status_code == 200
    assert "没有找到文章" in app.test_client().get("/search?q=樱桃").text


def test_without_an_index_the_page_says_what_to_do(tmp_path: Path) -> None:
    answer = create_app({"data": str(tmp_path)}).test_client().get("/")
    assert answer.status_code == 503
    assert "zhenwen build" in answer.text
    assert str(tmp_path) not in answer.text
