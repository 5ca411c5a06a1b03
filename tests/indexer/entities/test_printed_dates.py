"""Full dates in texts, URLs and file names."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.entities.printed_dates import chinese_number, read_clock, read_days, read_path

JUNE = datetime.date(2023, 6, 15)
DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2023-06-15",
        "2023年6月15日",
        "2023/6/15",
        "2023.06.15",
        "２０２３年６月１５日",
        "二〇二三年六月十五日",
        "二零二三年六月十五日",
        "2023 年 6 月 15 日",
    ],
)
def test_ways_to_write_a_day(text: str) -> None:
    found = list(read_days(f"发布于{text}，河堤"))
    assert [day for day, _, _ in found] == [JUNE]
    assert f"发布于{text}，河堤"[found[0][1] : found[0][2]] == text


@pytest.mark.parametrize("text", ["2023年13月1日", "2023-02-30", "12023-06-15", "6月15日", "编号2023061"])
def test_what_is_no_day(text: str) -> None:
    assert list(read_days(text)) == []


@pytest.mark.parametrize(("spelt", "number"), [("五", 5), ("十", 10), ("十五", 15), ("二十", 20), ("三十一", 31)])
def test_chinese_numerals(spelt: str, number: int) -> None:
    assert chinese_number(spelt) == number


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        (" 16:22 来源", "16:22"),
        ("T09:34:05", "09:34:05"),
        (" 星期四 8：05", "8:05"),
        ("，16:22", None),
        (" 25:00", None),
    ],
)
def test_the_clock_behind_a_day(text: str, clock: str | None) -> None:
    found = read_clock(text)
    assert (found[0] if found else None) == clock


@pytest.mark.parametrize(
    "path",
    [
        "https://hewan.example/2023/0615/c1.html",
        "https://hewan.example/art/2023/6/15/art_1.html",
        "t20230615_123.html",
        "hewan_2023-06-15.txt",
    ],
)
def test_days_in_paths(path: str) -> None:
    found = read_path(path)
    assert found is not None
    assert found[0] == JUNE


@pytest.mark.parametrize("path", ["河湾_2026.txt", "a/12345678901.html", ""])
def test_paths_without_a_day(path: str) -> None:
    assert read_path(path) is None


@given(DAYS)
def test_any_day_is_read_back(day: datetime.date) -> None:
    assert [found for found, _, _ in read_days(f"{day.year}年{day.month}月{day.day}日")] == [day]
    assert read_path(f"/{day:%Y/%m%d}/a.html") == (day, f"{day:%Y/%m%d}")
