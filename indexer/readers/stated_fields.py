"""Parse stated metadata (a CSV column, a meta tag) into values of Article; it is trusted."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Mapping
from typing import Any

from engine.article import Evidence, Leader

# 2023-06-15 · 2023/6/15 16:22 · 2023年6月15日 · 2020-10-13T07:15:00+08:00 · 20230615
MOMENT = re.compile(
    r"(\d{4})[-/.年]?\s?(\d{1,2})[-/.月]?\s?(\d{1,2})日?(?:[T\s]{1,4}(\d{1,2}:\d{2}(?::\d{2})?))?(?:\.\d{1,9})?\s?(?:Z|[+-]\d{2}:?\d{2})?"
)
# Days of a spreadsheet since 1899-12-30 (45452 or 45452.42), seconds or milliseconds since 1970
SERIAL, EPOCH = re.compile(r"([34]\d{4})(?:\.\d{1,12})?"), re.compile(r"(1[0-9]{9})(?:\d{3})?(?:\.\d{1,6})?")
SHEET_BEGIN, UNIX_BEGIN = datetime.date(1899, 12, 30), datetime.date(1970, 1, 1)
CHINA_TIME = datetime.timezone(datetime.timedelta(hours=8))
TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
NAMES = re.compile(r"[、,，;；/|\s]+")
WORDS = re.compile(r"[、,，;；|]+")
PATHS = re.compile(r"[、,，;；|]+")
# Placeholders that programs and people write into an empty cell.
EMPTY_VALUES = frozenset(
    (
        "",
        "none",
        "null",
        "nil",
        "nan",
        "<na>",
        "n/a",
        "na",
        "undefined",
        r"\n",
        "无",
        "暂无",
        "不详",
        "-",
        "--",
        "—",
        "——",
        "/",
    )
)
MAX_EMPTY_CHARS = 40
# A list as written by Python, numpy or a spreadsheet: ['王林', "李大双"] · [王林, 李大双]
QUOTED = re.compile(r"""\s{0,9}(?:'([^'"]*)'|"([^'"]*)")[\s,，、]{0,9}""")
TEXT_FIELDS = ("title", "subtitle", "kicker", "source", "site", "editor")


def read_stated_fields(given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Evidence, ...]]:
    """Return the stated fields, by the names of Article, with their evidence; unparsable values are left out."""
    given = {name: value for name, value in given.items() if not is_empty(value)}
    values: dict[str, Any] = {name: " ".join(given[name].split()) for name in TEXT_FIELDS if name in given}
    stated = given.get("date", "").strip()
    moment = MOMENT.fullmatch(stated)
    if day := _counted_day(stated) or (_day(moment) if moment else None):
        values["date"] = day
        if moment and moment[4]:
            values["time"] = moment[4]
    if TIME.fullmatch(given.get("time", "").strip()):
        values["time"] = given["time"].strip()
    for name, marks in (("authors", NAMES), ("keywords", WORDS), ("towns", PATHS)):
        if items := _items(given.get(name, ""), marks):
            values[name] = items
    if leaders := _leaders(given.get("leaders", "")):
        values["leaders"] = leaders
    return values, tuple(Evidence(name, given.get(name, str(value)), "given", 1.0) for name, value in values.items())


def is_empty(text: str) -> bool:
    """Return True if a value means "none": [], null, nan, 无."""
    return len(text) <= MAX_EMPTY_CHARS and text.strip("[](){}'\" \t\r\n\u3000").lower() in EMPTY_VALUES


def _day(moment: re.Match[str]) -> datetime.date | None:
    """Return the day, None if there is none, or for the day that programs write where they know none."""
    try:
        day = datetime.date(int(moment[1]), int(moment[2]), int(moment[3]))
    except ValueError:
        return None
    return None if day == UNIX_BEGIN else day


def _counted_day(text: str) -> datetime.date | None:
    """Return the day of a number that spreadsheets or programs count days or seconds with, in China's time."""
    if serial := SERIAL.fullmatch(text):
        return SHEET_BEGIN + datetime.timedelta(days=int(serial[1]))
    if epoch := EPOCH.fullmatch(text):
        return datetime.datetime.fromtimestamp(int(epoch[1]), CHINA_TIME).date()
    return None


def _items(text: str, marks: re.Pattern[str]) -> tuple[str, ...]:
    """Split a list written as JSON, in Python syntax or with commas."""
    bare = text.strip()
    if bare.startswith(("[", "(", "{")) and bare.endswith(("]", ")", "}")):
        items = _json_items(bare)
        if items is None:
            inner = bare[1:-1]
            quoted = QUOTED.findall(inner) if not QUOTED.sub("", inner).strip() else None
            items = marks.split(inner) if quoted is None else [one or other for one, other in quoted]
    elif bare.startswith("["):
        return ()
    else:
        items = marks.split(bare)
    return tuple(item for part in items if not is_empty(item := part.strip()))


def _json_items(text: str) -> list[str] | None:
    """Return the strings in a JSON list, and the names of its objects; None if it is not a list."""
    try:
        items = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(items, list):
        return None
    names = [item.get("name") if isinstance(item, dict) else item for item in items]
    return [item for item in names if isinstance(item, str)]


def _leaders(text: str) -> tuple[Leader, ...]:
    """Parse leaders, written as JSON: [{"name": …, "post": …, "org": …, "kind": …, "status": …}]."""
    try:
        return tuple(Leader.from_mapping(item) for item in (json.loads(text) if text else []))
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()
