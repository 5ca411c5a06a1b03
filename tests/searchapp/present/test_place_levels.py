"""Levels of places."""

from __future__ import annotations

import pytest

from engine.results.results import FacetValue
from searchapp.present.place_levels import first_of_levels, place_level


@pytest.mark.parametrize(
    ("path", "level"),
    [
        ("河北省", "province"),
        ("新疆维吾尔自治区", "province"),
        ("北京市", "province"),
        ("河北省/廊坊市", "city"),
        ("云南省/大理白族自治州", "city"),
        ("内蒙古自治区/锡林郭勒盟", "city"),
        ("黑龙江省/大兴安岭地区", "city"),
        ("湖北省/仙桃市", "city"),
        ("海南省/昌江黎族自治县", "county"),
        ("北京市/通州区", "county"),
        ("重庆市/忠县", "county"),
        ("河北省/保定市/涿州市", "county"),
        ("内蒙古自治区/赤峰市/敖汉旗", "county"),
        ("北京市/通州区/西集镇", "town"),
        ("北京市/顺义区/杨镇地区", "town"),
        ("广东省/东莞市/虎门镇", "town"),
        ("江苏省/常州市/武进区/高新区", "town"),
        ("西集镇", "town"),
        ("", "town"),
    ],
)
def test_a_path_tells_its_level(path: str, level: str) -> None:
    assert place_level(path) == level


def test_each_level_has_its_most_frequent_and_all_selected_places() -> None:
    values = [
        FacetValue("北京市", 9),
        FacetValue("北京市/通州区", 8),
        FacetValue("北京市/朝阳区", 7),
        FacetValue("北京市/大兴区", 6, selected=True),
        FacetValue("北京市/通州区/西集镇", 1),
    ]
    found = first_of_levels(values, 1, all_selected=True)
    assert {level: [value.value for value in listed] for level, listed in found.items()} == {
        "town": ["北京市/通州区/西集镇"],
        "county": ["北京市/通州区", "北京市/大兴区"],
        "province": ["北京市"],
    }
    assert list(found) == ["town", "county", "province"]
