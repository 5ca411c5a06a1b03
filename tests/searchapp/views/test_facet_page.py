"""The page of all values of one facet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag

from engine import schema
from searchapp.views import facet_page

Fetch = Callable[..., BeautifulSoup]


def test_all_values_are_listed_for_the_search_at_hand(fetch: Fetch) -> None:
    page = fetch("/facet/source?q=樱桃")
    assert {a.get_text() for a in page.select(".long .value")} == {"运河新报", "京东晚报"}
    assert page.select_one(".back a")["href"] == "/search?q=%E6%A8%B1%E6%A1%83"


def test_the_list_can_be_searched(fetch: Fetch) -> None:
    assert [a.get_text() for a in fetch("/facet/town?find=西集").select(".long .value")] == ["西集镇 通州区"]
    assert [a.get_text() for a in fetch("/facet/town?find=xijizhen").select(".long .value")] == ["西集镇 通州区"]
    assert "没有名称含有" in fetch("/facet/town?find=东京").get_text()


def test_towns_are_a_tree(fetch: Fetch) -> None:
    page = fetch("/facet/town")
    assert page.select_one(".tree > li > ul > li > ul .value").get_text() in ("西集镇", "潞城镇")


def test_places_of_one_level_can_be_listed(fetch: Fetch) -> None:
    page = fetch("/facet/town?level=town&q=樱桃")
    assert [a.get_text() for a in page.select(".long .value")] == ["西集镇 通州区"]
    assert page.select_one(".levels [aria-current]").get_text() == "乡镇"
    assert page.select_one("form.find input[name=level]")["value"] == "town"
    assert [a.get_text() for a in fetch("/facet/town?level=province&q=樱桃").select(".long .value")] == ["北京市"]


def test_every_value_is_on_one_of_the_pages(fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [a.get_text() for a in fetch("/facet/source").select(".long .value")]
    tree = {a["href"] for a in fetch("/facet/town").select(".long .value")}
    monkeypatch.setattr(facet_page, "PAGE_VALUES", 2)
    monkeypatch.setattr(schema, "MAX_FACET_VALUES", 1)
    for name in ("source", "town"):
        path = f"/facet/{name}"
        seen: list[Tag] = []
        while path:
            page = fetch(path)
            seen += page.select(".long .value")
            following = page.select_one(".paging a[rel=next]")
            path = str(following["href"]) if following else ""
        if name == "source":
            assert [a.get_text() for a in seen] == whole
        else:
            assert {a["href"] for a in seen} == tree
    assert f"{len(whole)} 个" in fetch("/facet/source?page=999").select_one("[role=status]").get_text()


def test_there_are_no_other_facets(fetch: Fetch) -> None:
    assert fetch("/facet/body", status=404).select_one("h1").get_text() == "没有这个页面"
