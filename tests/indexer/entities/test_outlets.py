"""Outlets, separated from adjacent places and words."""

from __future__ import annotations

import pytest

from indexer.entities.outlets import is_outlet, name_outlet, starts_known


@pytest.mark.parametrize(
    ("front", "name"),
    [
        ("新华社长沙", "新华社"),
        ("中新网广东新闻", "中新网"),
        ("河湾日报客户端", "河湾日报客户端"),
        ("河湾融媒", "河湾融媒"),
        ("河湾日报全媒体", "河湾日报"),
        ("河湾日报（www.hewan.example）", "河湾日报"),
        ("本报", None),
        ("", None),
    ],
)
def test_the_front_of_a_dateline_names_an_outlet(front: str, name: str | None) -> None:
    assert name_outlet(front) == name


@pytest.mark.parametrize(("text", "expected"), [("河湾晚报", True), ("网络", False), ("河湾镇", False)])
def test_what_ends_like_an_outlet_is_one(text: str, expected: bool) -> None:
    assert is_outlet(text) is expected


def test_well_known_outlets_are_known_at_the_front_of_a_text() -> None:
    assert starts_known("大众网记者")
    assert not starts_known("河堤上的大众网记者")
