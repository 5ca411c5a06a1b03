"""The links of a facet equal those made one by one."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from engine.query.tree import Filters
from engine.results.results import FacetValue
from searchapp.present.facet_links import facet_links
from searchapp.present.town_tree import TownNode
from searchapp.request import links
from searchapp.request.params import FACETS, SearchRequest

names = st.sampled_from(["西集镇", "北京市/通州区/西集镇", "北京市/通州区", "a&b=c/d", "“引号”", "x"])
chosen = st.lists(names, max_size=2, unique=True).map(tuple)
pairs = st.lists(st.tuples(st.sampled_from(FACETS), names), max_size=2, unique=True).map(tuple)
days = st.sampled_from([None, datetime.date(2023, 5, 1)])
filters = st.builds(Filters, town=chosen, leader=chosen, source=chosen, since=days, until=days, without=pairs)
requests = st.builds(
    SearchRequest, st.sampled_from(["", "樱桃 或 “3+1”"]), filters, st.sampled_from([None, "date"]), st.just(3)
)


@given(requests, st.sampled_from(FACETS), names, st.sampled_from(["", "/news"]))
def test_a_choice_leads_where_its_own_link_would(
    search_request: SearchRequest, facet: str, value: str, root: str
) -> None:
    (choice,) = facet_links(search_request, facet, [TownNode(FacetValue(value, 7))], root)
    assert choice.toggle == root + links.url(links.toggle(search_request, facet, value))
    assert choice.exclude == root + links.url(links.exclude(search_request, facet, value))
    assert (choice.label, choice.count) == (value.rsplit("/", 1)[-1], 7)


def test_places_keep_the_places_in_them() -> None:
    inner = TownNode(FacetValue("北京市/通州区", 2, selected=True))
    (choice,) = facet_links(SearchRequest(), "town", [TownNode(FacetValue("北京市", 3), (inner,))])
    assert [(one.label, one.selected) for one in choice.children] == [("通州区", True)]
