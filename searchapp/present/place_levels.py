"""Levels of places: 乡镇, 区县, 市 and 省, told from their paths."""

from __future__ import annotations

from collections.abc import Iterable

from engine.results.results import FacetValue

# The most local level first.
LEVELS = ("town", "county", "city", "province")
_MUNICIPALITIES = frozenset(["北京市", "上海市", "天津市", "重庆市"])
_COUNTY_ENDINGS = ("县", "区", "市", "旗")


def place_level(path: str) -> str:
    """Return the level of a place: "county" for 北京市/通州区 and for 河北省/廊坊市/香河县.

    Cities directly below a province (湖北省/仙桃市) count as cities, what else lies there (海南省/昌江县) as counties;
    the towns of a city without counties (广东省/东莞市/虎门镇) are towns.
    """
    above, _, name = path.rpartition("/")
    depth = path.count("/")
    if (
        depth > 2
        or name.endswith(("镇", "乡", "街道", "苏木"))
        or not name.endswith((*_COUNTY_ENDINGS, "省", "州", "盟"))
    ):
        return "town"
    if depth == 2:
        return "county" if not name.endswith("地区") else "town"
    if depth == 0:
        return "province"
    below_province = name.endswith("地区") or not name.endswith(("县", "区", "旗"))
    return "city" if below_province and above not in _MUNICIPALITIES else "county"


def first_of_levels(values: Iterable[FacetValue], most: int, all_selected: bool) -> dict[str, list[FacetValue]]:
    """Return the first `most` values of each level that has any; with `all_selected` also every selected value."""
    found: dict[str, list[FacetValue]] = {level: [] for level in LEVELS}
    open_levels = set(LEVELS)
    for value in values:
        level = place_level(value.value)
        if level in open_levels or value.selected:
            found[level].append(value)
            if len(found[level]) >= most:
                open_levels.discard(level)
                if not open_levels and not all_selected:
                    break
    return {level: listed for level, listed in found.items() if listed}
