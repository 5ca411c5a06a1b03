"""Parsing of dates as typed by readers."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.query.date_span import read_span, write_span

TODAY = datetime.date(2024, 3, 31)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023年", "2023-01-01", "2023-12-31"),
        ("2023年6月", "2023-06-01", "2023-06-30"),
        ("2023-06", "2023-06-01", "2023-06-30"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2023.6.1", "2023-06-01", "2023-06-01"),
        ("20230601", "2023-06-01", "2023-06-01"),
        ("二〇二三年六月十二日", "2023-06-12", "2023-06-12"),
        ("2023-06-01..2023-06-30", "2023-06-01", "2023-06-30"),
        ("2023-06-01~2023-07", "2023-06-01", "2023-07-31"),
        ("2023年6月至9月", "2023-06-01", "2023-09-30"),
        ("2023年6月-2023年7月", "2023-06-01", "2023-07-31"),
        ("2024..2023", "2023-01-01", "2024-12-31"),
        ("近三个月", "2023-12-31", "2024-03-31"),
        ("近一个月", "2024-02-29", "2024-03-31"),
        ("最近30天", "2024-03-02", "2024-03-31"),
        ("近半年", "2023-09-30", "2024-03-31"),
        ("过去两周", "2024-03-17", "2024-03-31"),
        ("昨天", "2024-03-30", "2024-03-30"),
        ("去年", "2023-01-01", "2023-12-31"),
        ("上个月", "2024-02-01", "2024-02-29"),
        ("本周", "2024-03-25", "2024-03-31"),
    ],
)
def test_a_date_means_its_first_and_last_day(text: str, since: str, until: str) -> None:
    span = read_span(text, TODAY)
    assert span == (datetime.date.fromisoformat(since), datetime.date.fromisoformat(until))


@pytest.mark.parametrize(
    ("text", "since", "until"), [("2023..", "2023-01-01", None), ("..2023-06", None, "2023-06-30")]
)
def test_a_side_may_be_open(text: str, since: str | None, until: str | None) -> None:
    sides = tuple(datetime.date.fromisoformat(side) if side else None for side in (since, until))
    assert read_span(text, TODAY) == sides


@pytest.mark.parametrize("text", ["", "2023-13", "2023-02-30", "0000", "樱桃", "近九九九九九年", "1..2", "近0000年前"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_span(text, TODAY) is None


@given(st.none() | st.dates(), st.none() | st.dates())
def test_a_span_survives_writing(since: datetime.date | None, until: datetime.date | None) -> None:
    if since and until and since > until:
        since, until = until, since
    assert read_span(write_span(since, until), TODAY) == (since, until)
