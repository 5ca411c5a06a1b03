"""Datelines: lines of only place and time."""

from __future__ import annotations

import pytest

from indexer.entities.credited_people import spell_names
from indexer.entities.datelines import read_dateline


@pytest.mark.parametrize(
    ("text", "outlet", "names"),
    [
        ("河湾都市报  2022年9月1日  06版", "河湾都市报", ()),
        ("河湾晚报 2023年10月12日 A05 乡村", "河湾晚报", ()),
        ("(2020年12月2日 河湾日报 第7版)", "河湾日报", ()),
        ("2024-09-12 11:40  记者 童安", None, ("童安",)),
        ("河湾网  2025年11月4日  14:08   记者:童安", "河湾网", ("童安",)),
        ("河湾融媒记者 童安 摄影 骆小舟", "河湾融媒", ("童安",)),
        ("山亭区融媒体中心  2023-05-09 08:30  阅读 3022", "山亭区融媒体中心", ()),
        ("责任编辑 童安 版式设计 骆小舟", None, ()),
        ("2025年8月16日 星期六 B02版", None, ()),
        ("二〇二三年六月十五日", None, ()),
        ("02 要闻", None, ()),
        ("·图片新闻·", None, ()),
        ("〖字号 大 小〗〖收藏〗", None, ()),
        ("河湾融媒 > 产业", None, ()),
        ("首页 新闻 县域 专题 读图", None, ()),
        ("图片 记者 童安 摄", None, ()),
        ("江天日報 僑鄉版　2021年9月21日", "江天日報", ()),
    ],
)
def test_stamps(text: str, outlet: str | None, names: tuple[str, ...]) -> None:
    stamp = read_dateline(text)
    assert stamp is not None
    assert stamp.is_complete
    assert (text[slice(*stamp.outlet)] if stamp.outlet else None) == outlet
    assert spell_names(text, stamp.names) == names


def test_an_outlet_alone_is_a_stamp_that_is_not_sure() -> None:
    stamp = read_dateline("运河新报")
    assert stamp is not None
    assert not stamp.is_complete


@pytest.mark.parametrize(
    "text",
    [
        "2023年7月31日，县里召开会议",
        "童安到河湾镇调研时强调",
        "2026年某市政府工作报告",
        "——2026年1月25日在某市第十六届人民代表大会上",
        "省长 童安",
        "家门口的桥修好了",
        "",
    ],
)
def test_lines_that_say_more_are_no_stamps(text: str) -> None:
    assert read_dateline(text) is None
