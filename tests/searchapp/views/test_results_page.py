"""The results page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

Fetch = Callable[..., BeautifulSoup]


def texts(page: BeautifulSoup, selector: str) -> list[str]:
    """Return the text of each element."""
    return [" ".join(element.get_text().split()) for element in page.select(selector)]


def link(page: BeautifulSoup, selector: str, text: str) -> str:
    """Return the target of the link with this text."""
    found = next(element for element in page.select(selector) if text in element.get_text())
    return str(found["href"])


def test_hits_are_ranked_with_their_matches_marked(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    assert texts(page, "h1") == ["找到 2 篇文章"]
    assert set(texts(page, ".hit h2")) == {"西集镇樱桃节开园迎客", "西集镇樱桃节开园"}
    assert set(texts(page, ".hit mark")) == {"樱桃"}


def test_facets_toggle_and_count(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    narrowed = fetch(link(page, ".facet .value", "京东晚报"))
    assert texts(narrowed, "h1") == ["找到 1 篇文章"]
    assert texts(narrowed, ".facet .value[aria-current]")[0].startswith("京东晚报")
    assert "运河新报" in texts(narrowed, ".facet .value"), "other values of the facet stay to choose from"
    assert texts(fetch(link(narrowed, ".facet .value", "京东晚报")), "h1") == ["找到 2 篇文章"]


def test_a_value_can_be_excluded_and_taken_in_again(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    without = fetch(link(page, ".exclude", "京东晚报"))
    assert texts(without, "h1") == ["找到 1 篇文章"]
    assert "不要 来源：京东晚报" in texts(without, ".chip.not > span")
    assert texts(fetch(str(without.select_one(".chip.not > a")["href"])), "h1") == ["找到 2 篇文章"]


def test_places_are_listed_by_level_the_local_ones_first(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    assert texts(page, ".leveled > label") == ["乡镇", "区县", "省"]
    assert texts(page, ".leveled > input[checked] + label") == ["乡镇"]
    assert texts(page, ".level:nth-of-type(2) .value") == ["通州区 北京市"]
    chosen = fetch(link(page, ".level .value", "通州区 北京市"))
    assert texts(chosen, ".leveled > input[checked] + label") == ["区县"]


def test_the_chart_has_a_scale_shares_and_ranges_to_choose(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    assert texts(page, ".axis text") == ["2", "1"]
    assert texts(page, ".ranges nav [aria-current]") == ["篇数"]
    assert len(page.select(".ranges ul a")) >= 3
    (row,) = page.select(".twin tbody tr")
    assert [cell.get_text() for cell in row.select("th, td")][:2] == ["2023年5月", "2"]
    assert row.select("td")[1].get_text().endswith("%")
    share = fetch(link(page, ".ranges nav a", "占比"))
    assert texts(share, ".axis text")[0].endswith("%")
    assert "chart=share" in str(share.select_one("svg.bars a")["href"])
    assert "chart" not in str(share.select_one("link[rel=canonical]")["href"])
    assert "chart" not in str(share.select_one("link[rel=alternate]")["href"])
    newest = fetch(str(page.select_one(".ranges ul a")["href"]))
    assert newest.select_one(".ranges ul [aria-current]")


def test_a_saved_search_keeps_no_chart(client: FlaskClient) -> None:
    page = BeautifulSoup(client.get("/share?q=樱桃&chart=log").data, "lxml")
    assert not page.select("input[name=chart]")
    assert "chart" not in str(page.select_one("main"))


def test_articles_without_a_date_are_counted_and_can_be_chosen(fetch: Fetch) -> None:
    page = fetch("/search?q=undated")
    assert "没有" in texts(page, "h1")[0]
    page = fetch("/search")
    count = int(page.select_one(".undated .count").get_text())
    alone = fetch(str(page.select_one(".undated a")["href"]))
    assert texts(alone, "h1") == [f"找到 {count} 篇文章"]
    assert texts(alone, ".chip.filter > span") == ["无日期"]
    assert not alone.select(".hit time")
    assert texts(fetch(str(alone.select_one(".undated a")["href"])), "h1") == texts(page, "h1")
    both = fetch("/search?from=2023-05&to=2023-05&undated=1")
    assert both.select_one(".range input[name=undated]").has_attr("checked")
    assert texts(fetch(str(both.select_one(".chip > a")["href"])), ".chip.filter > span") == ["无日期"]


def test_every_filter_has_a_chip_that_removes_it(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃&town=北京市/通州区/西集镇&leader=钱望舒&from=2023-05-01&to=2023-05-31")
    assert texts(page, ".chip.filter > span") == ["镇街：西集镇", "领导：钱望舒", "2023年5月1日 至 2023年5月31日"]
    assert all("leader" not in str(a["href"]) for a in page.select(".chip.filter > a")[1:2])


def test_the_new_words_are_searched_within_the_filters(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃&source=运河新报&page=1&sort=date")
    carried = {(field["name"], field["value"]) for field in page.select("form.box input[type=hidden]")}
    assert carried == {("source", "运河新报"), ("sort", "date")}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('"樱桃" -苹果', ["完整出现“樱桃”", "不含：苹果"]),
        ("樱桃 OR 苹果", ["樱桃 或 苹果"]),
        ("标题:樱桃", ["标题：樱桃"]),
    ],
)
def test_the_query_is_shown_back_in_words(fetch: Fetch, text: str, words: list[str]) -> None:
    assert texts(fetch(f"/search?q={text.replace('+', '%2B')}"), ".chip.word > span") == words


def test_what_was_dropped_to_find_something_is_said(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃 雪橇滑行")
    assert texts(page, ".problems q") == ["雪橇滑行"]
    assert texts(page, "h1") == ["找到 2 篇文章"]


def test_a_mistake_is_named_and_hits_are_shown_all_the_same(fetch: Fetch) -> None:
    page = fetch("/search?q=(樱桃")
    assert "没有配对" in texts(page, ".problems p")[0]
    assert texts(page, "h1") == ["找到 2 篇文章"]


def test_bars_lead_to_their_month_and_have_a_text_twin(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    bar = next(
        a for a in page.select("svg.bars a") if str(a["aria-label"]).startswith("2023年5月：2 篇，占同期全部文章的 ")
    )
    assert "from=2023-05-01&to=2023-05-31" in str(bar["href"])
    assert texts(page, ".twin tbody tr") == ["2023年5月2100%"]
    assert texts(fetch(str(bar["href"])), "h1") == ["找到 2 篇文章"]


def test_paging_walks_through_all_hits_once(small_pages: Fetch) -> None:
    url: str | None = "/search?q=镇"
    seen: list[str] = []
    totals = set()
    while url:
        page = small_pages(url)
        totals.update(texts(page, "h1"))
        seen += [str(a["href"]) for a in page.select(".hit h2 a")]
        onward = page.select_one(".paging a[rel=next]")
        url = str(onward["href"]) if onward else None
    assert len(totals) == 1
    assert len(seen) == len(set(seen)) == int("".join(filter(str.isdigit, totals.pop())))


def test_a_page_beyond_the_last_says_so(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃&page=99")
    assert "没有第 99 页" in texts(page, ".message h2")


def test_saving_and_export_stand_above_the_hits(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    assert page.select_one(".sharing").find_next(class_="hits")
    assert not page.select_one(".hits").find_next(class_="sharing")


@pytest.mark.parametrize(("text", "advised"), [('"龘靐齉爩"', True), ("龘靐齉爩", False)])
def test_quotes_are_advised_against_only_where_some_were_typed(fetch: Fetch, text: str, advised: bool) -> None:
    page = fetch(f"/search?q={text}")
    assert ("去掉引号" in page.select_one("section.message").get_text()) is advised


def test_an_empty_page_names_the_filter_that_is_too_narrow(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃&source=廊坊乡音&from=2021-01-01")
    assert texts(page, ".message li")[0] == "去掉 来源 有 2 篇"
    assert texts(page, "h1") == ["没有找到文章"]


@pytest.mark.parametrize(
    ("path", "indexed"),
    [("/search?q=樱桃", True), ("/search?q=樱桃&source=运河新报", False), ("/search?q=雪橇滑行", False)],
)
def test_only_plain_searches_are_for_crawlers(fetch: Fetch, path: str, indexed: bool) -> None:
    assert (fetch(path).select_one("meta[name=robots]") is None) is indexed


def test_the_canonical_link_has_the_canonical_order(fetch: Fetch) -> None:
    canonical = fetch("/search?page=1&source=b&q=樱桃&source=a&utm=x").select_one("link[rel=canonical]")
    assert isinstance(canonical, Tag)
    assert canonical["href"] == "http://localhost/search?q=%E6%A8%B1%E6%A1%83&source=a&source=b"


@pytest.mark.parametrize("argument", ["from=x", "to=2023-99", "sort=x", "page=0", "page=x"])
def test_a_bad_argument_is_a_page_with_a_sentence(fetch: Fetch, argument: str) -> None:
    page = fetch(f"/search?q=樱桃&{argument}", status=400)
    assert argument in texts(page, ".message code")


def test_a_hit_says_how_often_it_was_reprinted(fetch: Fetch) -> None:
    page = fetch("/search?q=樱桃")
    assert sorted(texts(page, ".hit .more")) == ["为何匹配1 家转载", "为何匹配转载稿"]


def test_a_results_page_is_light(client: FlaskClient) -> None:
    assert len(client.get("/search?q=镇").data) < 60_000


def test_a_corrected_search_says_so_and_offers_the_typed_one(client: FlaskClient) -> None:
    page = client.get("/search?q=西吉镇").get_data(as_text=True)
    assert "以下是改查的结果" in page
    assert 'href="/search?q=%E8%A5%BF%E5%90%89%E9%95%87&amp;verbatim=1"' in page
    typed = client.get("/search?q=西吉镇&verbatim=1").get_data(as_text=True)
    assert "以下是改查的结果" not in typed
    assert client.get("/search?q=西吉镇&verbatim=perhaps").status_code == 400
