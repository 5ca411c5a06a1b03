"""Explicit values of a format become the fields of an article."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from engine.article import Leader
from indexer.readers.stated_fields import read_stated_fields

# Empty cells as written in tables.
EMPTY = ("[]", "{}", "()", "[ ]", "None", "null", "NULL", "nan", "NaN", "N/A", "无", "-", "[null]", '[""]', "['']")


@pytest.mark.parametrize(
    ("written", "day", "time"),
    [
        ("2023-06-15", (2023, 6, 15), None),
        ("2023/6/5 16:22", (2023, 6, 5), "16:22"),
        ("2023年6月15日", (2023, 6, 15), None),
        ("20230615", (2023, 6, 15), None),
        ("2020-10-13T07:15:00+08:00", (2020, 10, 13), "07:15:00"),
        ("45452", (2024, 6, 9), None),
        ("45452.42", (2024, 6, 9), None),
        ("1717898400", (2024, 6, 9), None),
        ("1717898400000", (2024, 6, 9), None),
        ("2020-10-13T07:15:00.123Z", (2020, 10, 13), "07:15:00"),
    ],
)
def test_a_date_is_read_in_the_forms_that_tables_have(
    written: str, day: tuple[int, int, int], time: str | None
) -> None:
    values, _ = read_stated_fields({"date": written})
    assert (values["date"], values.get("time")) == (datetime.date(*day), time)


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("title", " 河堤\n添新绿 ", "河堤 添新绿"),
        ("authors", "贺小满、童安 骆成", ("贺小满", "童安", "骆成")),
        ("authors", '["贺小满", "热娜·艾山"]', ("贺小满", "热娜·艾山")),
        ("authors", "['贺小满', \"热娜·艾山\"]", ("贺小满", "热娜·艾山")),
        ("authors", "['贺小满' '童安']", ("贺小满", "童安")),
        ("authors", "('贺小满',)", ("贺小满",)),
        ("authors", "[贺小满, 童安]", ("贺小满", "童安")),
        ("authors", '[{"name": "贺小满"}, null, "", "无"]', ("贺小满",)),
        ("keywords", "柳树;河 堤", ("柳树", "河 堤")),
        ("towns", '["北京市/通州区/西集镇"]', ("北京市/通州区/西集镇",)),
        ("leaders", '[{"name": "骆成", "post": "镇长", "org": "西集镇"}]', (Leader("骆成", "镇长", "西集镇"),)),
    ],
)
def test_a_field_is_read_with_evidence(name: str, written: str, value: Any) -> None:
    values, evidence = read_stated_fields({name: written})
    assert values == {name: value}
    assert [(item.field, item.value, item.rule, item.confidence) for item in evidence] == [
        (name, written, "given", 1.0)
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"date": "昨天"},
        {"date": "2023-02-30"},
        {"date": "1970-01-01"},
        {"title": " "},
        {"leaders": "[1]"},
        {"leaders": "骆成"},
        {"authors": "[broken"},
        *({name: value} for name in ("authors", "title", "towns", "source", "leaders") for value in EMPTY),
    ],
)
def test_what_cannot_be_understood_is_left_to_the_text(given: dict[str, str]) -> None:
    assert read_stated_fields(given) == ({}, ())
