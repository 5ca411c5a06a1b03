"""Links to the same search with one change."""

from __future__ import annotations

import datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.query.tree import Filters
from searchapp.request import links
from searchapp.request.params import SearchRequest, read_request

XIJI, LUCHENG = "北京市/通州区/西集镇", "北京市/通州区/潞城镇"
# Published links never change their meaning, so this list only grows.
PUBLISHED = {
    "/search?q=樱桃": SearchRequest("樱桃"),
    "/search?q=樱桃&town=北京市/通州区/西集镇&town=北京市/通州区/潞城镇": SearchRequest(
        "樱桃", Filters(town=(LUCHENG, XIJI))
    ),
    "/search?q=樱桃&leader=钱望舒&source=运河新报": SearchRequest(
        "樱桃", Filters(leader=("钱望舒",), source=("运河新报",))
    ),
    "/search?q=樱桃&from=2023-05-01&to=2023-05-31&sort=date&page=2": SearchRequest(
        "樱桃", Filters(since=datetime.date(2023, 5, 1), until=datetime.date(2023, 5, 31)), "date", 2
    ),
    "/search?not_source=西集之声": SearchRequest(filters=Filters(without=(("source", "西集之声"),))),
}


def follow(url: str) -> SearchRequest:
    """Return the server's interpretation of a link."""
    return read_request(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@pytest.mark.parametrize("url", PUBLISHED)
def test_a_published_link_means_what_it_always_meant(url: str) -> None:
    assert follow(url) == PUBLISHED[url]
    assert follow(links.url(PUBLISHED[url])) == PUBLISHED[url]


def test_a_link_has_one_canonical_form_without_empty_parameters() -> None:
    search_request = read_request(
        [("page", "1"), ("sort", ""), ("source", "b"), ("source", "a"), ("town", "镇 一"), ("q", "a+b & c")]
    )
    assert links.url(search_request) == "/search?q=a%2Bb%20%26%20c&town=%E9%95%87%20%E4%B8%80&source=a&source=b"
    assert links.url(SearchRequest()) == "/search"


@given(st.text(max_size=50).map(str.strip))
def test_any_words_survive_the_way_through_a_link(text: str) -> None:
    text = text.encode("utf-8", "replace").decode("utf-8")
    assert follow(links.url(SearchRequest(text))).text == text


def test_toggling_twice_leads_back_to_the_first_page_of_the_same_search() -> None:
    search_request = SearchRequest("樱桃", Filters(source=("运河新报",)), page=3)
    there = links.toggle(search_request, "source", "京东晚报")
    assert there.filters.source == ("京东晚报", "运河新报")
    assert links.toggle(there, "source", "京东晚报") == links.at_page(search_request, 1)


def test_a_town_takes_the_place_of_the_county_round_it_and_the_other_way_round() -> None:
    search_request = links.with_value(SearchRequest(), "town", "北京市/通州区")
    assert links.with_value(search_request, "town", XIJI).filters.town == (XIJI,)
    both = links.with_value(links.with_value(SearchRequest(), "town", XIJI), "town", LUCHENG)
    assert links.with_value(both, "town", "北京市").filters.town == ("北京市",)


def test_a_town_chosen_by_its_last_part_is_let_go_by_its_path() -> None:
    assert links.toggle(SearchRequest(filters=Filters(town=("西集镇",))), "town", XIJI).filters.town == ()


def test_excluding_a_chosen_value_stops_choosing_it() -> None:
    search_request = links.exclude(SearchRequest(filters=Filters(source=("运河新报",))), "source", "运河新报")
    assert search_request.filters == Filters(without=(("source", "运河新报"),))
    assert links.include(search_request, "source", "运河新报") == SearchRequest()
    assert links.with_value(search_request, "source", "运河新报").filters == Filters(source=("运河新报",))


def test_articles_without_a_date_stay_chosen_until_other_dates_are() -> None:
    both = links.with_undated(SearchRequest(filters=Filters(since=datetime.date(2023, 5, 1))), True)
    assert links.without_dates(both).filters == Filters(undated=True)
    assert links.with_dates(both, None, datetime.date(2023, 6, 1)).filters == Filters(until=datetime.date(2023, 6, 1))
    assert links.with_undated(both, False).filters.undated is False


def test_all_values_of_a_facet_have_an_address() -> None:
    search_request = SearchRequest("樱桃", page=3)
    assert links.facet_url(search_request, "town") == "/facet/town?q=%E6%A8%B1%E6%A1%83"
    assert links.facet_url(SearchRequest(), "town", "a&b", "city", 2) == "/facet/town?level=city&find=a%26b&page=2"


def test_the_default_order_is_not_written_down() -> None:
    assert links.sorted_by(SearchRequest("樱桃", sort="date"), "relevance").sort is None
    assert links.sorted_by(SearchRequest(), "relevance").sort == "relevance"


@pytest.mark.parametrize(
    ("article_id", "path"), [("a1", "/article/a1"), ("a/b?c#d 镇", "/article/a%2Fb%3Fc%23d%20%E9%95%87")]
)
def test_an_article_has_an_address_whatever_its_id(article_id: str, path: str) -> None:
    assert links.article_url(article_id) == path


@pytest.mark.parametrize(
    ("page", "last", "shown"), [(1, 1, (1,)), (1, 9, (1, 2, 3, 9)), (5, 9, (1, 3, 4, 5, 6, 7, 9)), (12, 9, (1, 9))]
)
def test_paging_offers_the_ends_and_what_is_near(page: int, last: int, shown: tuple[int, ...]) -> None:
    assert links.pages_around(page, last) == shown
