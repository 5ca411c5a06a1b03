"""Conversion of URL arguments to requests and back."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.query.tree import Filters
from searchapp.request.params import CHARTS, SORTS, BadArgument, SearchRequest, read_request, write_request

words = st.text(min_size=1, max_size=20).map(str.strip).filter(bool)
values = st.lists(words, max_size=3, unique=True).map(lambda found: tuple(sorted(found)))
days = st.none() | st.dates()


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    """Draw any request that a URL can represent."""
    since, until = draw(days), draw(days)
    if since and until and since > until:
        since, until = until, since
    facets = ("town", "leader", "source")
    excluded = draw(st.lists(st.tuples(st.sampled_from(facets), words), max_size=3, unique=True))
    without = tuple(sorted(excluded, key=lambda pair: (facets.index(pair[0]), pair[1])))
    filters = Filters(draw(values), draw(values), draw(values), since, until, without, draw(st.booleans()))
    return SearchRequest(
        draw(words | st.just("")),
        filters,
        draw(st.sampled_from((*SORTS, None))),
        draw(st.integers(1, 999999)),
        draw(st.sampled_from(CHARTS)),
    )


@given(requests())
def test_what_is_written_is_read_as_the_same_request(search_request: SearchRequest) -> None:
    assert read_request(write_request(search_request)) == search_request


def test_repeated_values_are_alternatives_in_one_order() -> None:
    search_request = read_request([("town", "潞城镇"), ("town", "西集镇"), ("town", "潞城镇")])
    assert search_request.filters.town == ("潞城镇", "西集镇")


def test_unknown_names_and_empty_values_count_as_not_given() -> None:
    assert read_request([("q", "  "), ("utm_source", "x"), ("town", ""), ("page", "")]) == SearchRequest()


@pytest.mark.parametrize(
    ("name", "value", "day"),
    [
        ("from", "2023", (2023, 1, 1)),
        ("from", "2024-02", (2024, 2, 1)),
        ("from", "2023-6-5", (2023, 6, 5)),
        ("to", "2023", (2023, 12, 31)),
        ("to", "2024-02", (2024, 2, 29)),
    ],
)
def test_a_date_may_be_a_day_a_month_or_a_year(name: str, value: str, day: tuple[int, int, int]) -> None:
    filters = read_request([(name, value)]).filters
    assert (filters.since if name == "from" else filters.until) == datetime.date(*day)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("from", "昨天"),
        ("from", "2023-13"),
        ("to", "2023-02-30"),
        ("to", "0000"),
        ("from", "２０２３"),
        ("sort", "random"),
        ("page", "0"),
        ("page", "-1"),
        ("page", "1e3"),
        ("page", "９"),
        ("undated", "yes"),
        ("chart", "pie"),
        ("page", "1" * 5000),
    ],
)
def test_a_bad_value_is_refused_with_its_name_and_a_sentence(name: str, value: str) -> None:
    with pytest.raises(BadArgument) as caught:
        read_request([(name, value)])
    assert caught.value.name == name
    assert str(caught.value).endswith(".")


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(BadArgument):
        read_request([("from", "2023-06"), ("to", "2023-05")])


def test_a_hundred_values_are_enough() -> None:
    with pytest.raises(BadArgument):
        read_request([("source", str(number)) for number in range(101)])


@pytest.mark.parametrize(
    ("search_request", "order"),
    [(SearchRequest("樱桃"), "relevance"), (SearchRequest(), "date"), (SearchRequest("樱桃", sort="date"), "date")],
)
def test_the_default_order_is_by_relevance_only_where_there_are_words(
    search_request: SearchRequest, order: str
) -> None:
    assert search_request.order == order
