"""The page of all values of one facet."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import BeautifulSoup

Fetch = Callable[..., BeautifulSoup]


def test_all_values_are_listed_for_the_search_at_hand(fetch: Fetch) -> None:
    page = fetch("/facet/source?q=樱桃")
    assert {a.get_text() for a in page.select(".long .value")} == {"运河新报", "京东晚报"}
    assert page.select_one(".back a")["href"] == "/search?q=%E6%A8%B1%E6%A1%83"


def test_the_list_can_be_searched(fetch: Fetch) -> None:
    assert [a.get_text() for a in fetch("/facet/town?find=西集").select(".long .value")] == ["西集镇"]
    assert "没有名称含有" in fetch("/facet/town?find=东京").get_text()


def test_towns_are_a_tree(fetch: Fetch) -> None:
    page = fetch("/facet/town")
    assert page.select_one(".tree > li > ul > li > ul .value").get_text() in ("西集镇", "潞城镇")


def test_there_are_no_other_facets(fetch: Fetch) -> None:
    assert fetch("/facet/body", status=404).select_one("h1").get_text() == "没有这个页面"
