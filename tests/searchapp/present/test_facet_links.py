"""The links of a facet equal those made one by one."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SearchError
from engine.query.tree import Filters
from engine.results.results import FacetValue
from engine.runtime.deadline import time_limit
from searchapp.present.facet_links import facet_links, find_values
from searchapp.present.town_tree import TownNode
from searchapp.request import links
from searchapp.request.params import CHARTS, FACETS, SearchRequest

names = st.sampled_from(["西集镇", "北京市/通州区/西集镇", "北京市/通州区", "a&b=c/d", "“引号”", "x"])
chosen = st.lists(names, max_size=2, unique=True).map(tuple)
pairs = st.lists(st.tuples(st.sampled_from(FACETS), names), max_size=2, unique=True).map(tuple)
days = st.sampled_from([None, datetime.date(2023, 5, 1)])
filters = st.builds(
    Filters, town=chosen, leader=chosen, source=chosen, since=days, until=days, without=pairs, undated=st.booleans()
)
requests = st.builds(
    SearchRequest,
    st.sampled_from(["", "樱桃 或 “3+1”"]),
    filters,
    st.sampled_from([None, "date"]),
    st.just(3),
    st.sampled_from(CHARTS),
)


@given(requests, st.sampled_from(FACETS), names, st.sampled_from(["", "/news"]))
def test_a_choice_leads_where_its_own_link_would(
    search_request: SearchRequest, facet: str, value: str, root: str
) -> None:
    (choice,) = facet_links(search_request, facet, [TownNode(FacetValue(value, 7))], root)
    assert choice.toggle == root + links.url(links.toggle(search_request, facet, value))
    assert choice.exclude == root + links.url(links.exclude(search_request, facet, value))
    assert (choice.label, choice.count) == (value.rsplit("/", 1)[-1], 7)


@pytest.mark.parametrize(
    ("facet", "find", "found"),
    [
        ("town", "西集", ["北京市/通州区/西集镇"]),
        ("town", "北京", []),
        ("town", "xiji", ["北京市/通州区/西集镇"]),
        ("town", "Xi Ji Zhen", ["北京市/通州区/西集镇"]),
        ("town", "xi'jizhen", ["北京市/通州区/西集镇"]),
        ("town", "lüliang", ["山西省/吕梁市"]),
        ("town", "lvliang", ["山西省/吕梁市"]),
        ("leader", "镇长", ["西集镇/镇长/钱望舒"]),
        ("leader", "qws", ["西集镇/镇长/钱望舒"]),
        ("leader", "xiji", []),
        ("source", "ＡＢ报", ["Ab报"]),
        ("source", "abb", ["Ab报"]),
        ("source", " ", ["Ab报"]),
    ],
)
def test_values_are_found_by_a_part_of_their_name_or_its_pinyin(facet: str, find: str, found: list[str]) -> None:
    paths = {
        "town": ["北京市/通州区", "北京市/通州区/西集镇", "山西省/吕梁市"],
        "leader": ["西集镇/镇长/钱望舒"],
        "source": ["Ab报"],
    }
    values = [FacetValue(path, 1) for path in paths[facet]]
    assert [value.value for value in find_values(values, facet, find)] == found


def test_finding_in_a_long_list_keeps_the_time_limit() -> None:
    values = [FacetValue(f"来源{number}", 1) for number in range(2000)]
    with time_limit(1e-9), pytest.raises(SearchError):
        find_values(values, "source", "laiyuan")


def test_a_place_that_stands_alone_tells_what_contains_it() -> None:
    (choice,) = facet_links(SearchRequest(), "town", [TownNode(FacetValue("北京市/通州区/西集镇", 1))])
    assert choice.note == "通州区"


def test_places_keep_the_places_in_them() -> None:
    inner = TownNode(FacetValue("北京市/通州区", 2, selected=True))
    (choice,) = facet_links(SearchRequest(), "town", [TownNode(FacetValue("北京市", 3), (inner,))])
    assert [(one.label, one.selected) for one in choice.children] == [("通州区", True)]
