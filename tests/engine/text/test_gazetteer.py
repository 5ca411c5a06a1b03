"""The gazetteer: listed places, paths and short forms."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from engine.text.gazetteer import gazetteer, paths, stem, words

SHARED = Path(__file__).parents[4] / "shared" / "corpus" / "gazetteer"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("西集镇", "北京市/通州区/西集镇"),
        ("大厂回族自治县", "河北省/廊坊市/大厂回族自治县"),
        ("大厂", "河北省/廊坊市/大厂回族自治县"),
        ("文昌市", "海南省/文昌市"),
        ("城口县", "重庆市/城口县"),
        ("东莞市", "广东省/东莞市"),
        ("莞城街道", "广东省/东莞市/莞城街道"),
        ("苏家坨镇", "北京市/海淀区/苏家坨镇"),
        ("苏家坨地区", "北京市/海淀区/苏家坨镇"),
        ("贡山县", "云南省/怒江傈僳族自治州/贡山独龙族怒族自治县"),
        ("于家务乡", "北京市/通州区/于家务回族乡"),
        ("内蒙古", "内蒙古自治区"),
        ("浦东", "上海市/浦东新区"),
        ("巴州", "新疆维吾尔自治区/巴音郭楞蒙古自治州"),
    ],
)
def test_a_name_leads_to_its_path(name: str, first: str) -> None:
    assert first in paths(name)


def test_a_name_borne_twice_gives_every_place_once() -> None:
    assert len(paths("西集镇")) == 3
    assert paths("东莞市") == ("广东省/东莞市",)


def test_a_name_of_nothing_gives_no_path() -> None:
    assert paths("无此镇") == ()
    assert paths("市辖区") == ()


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("通州区", "通州"),
        ("广西壮族自治区", "广西"),
        ("双江拉祜族佤族布朗族傣族自治县", "双江"),
        ("锡林郭勒盟", "锡林郭勒"),
        ("易县", None),
    ],
)
def test_the_short_form_drops_kind_and_peoples(name: str, short: str | None) -> None:
    assert stem(name) == short


def test_the_towns_of_a_county_are_listed() -> None:
    known = gazetteer()
    names = {known.names[code] for code in known.towns("110112")}
    assert {"西集镇", "漷县镇", "玉桥街道"} <= names


def test_words_hold_every_town() -> None:
    known = set(words())
    assert {"西集镇", "大厂回族自治县", "玉桥街道"} <= known
    assert "市辖区" not in known


@pytest.mark.skipif(not SHARED.exists(), reason="the source of the gazetteer is not here")
def test_nothing_of_the_source_is_lost() -> None:
    known = gazetteer()
    with (SHARED / "streets.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(1 for code in known.names if len(code) == 9) == 41352
    assert all(row["code"] in known.codes(row["name"].rpartition("-")[2]) for row in rows)
