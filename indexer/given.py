"""What a format states of an article (a CSV column, a meta tag): believed, and turned into the values of Article."""

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
TIME = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
NAMES = re.compile(r"[、,，;；/|\s]+")
WORDS = re.compile(r"[、,，;；|]+")
PATHS = re.compile(r"[、,，;；|]+")
TEXTS = ("title", "subtitle", "kicker", "source", "site", "editor")


def read_given(given: Mapping[str, str]) -> tuple[dict[str, Any], tuple[Evidence, ...]]:
    """The fields stated, by the names of Article, each with its evidence; one that cannot be understood is left out."""
    values: dict[str, Any] = {name: " ".join(given[name].split()) for name in TEXTS if given.get(name, "").strip()}
    moment = MOMENT.fullmatch(given.get("date", "").strip())
    if moment and (day := _day(moment)):
        values["date"] = day
        if moment[4]:
            values["time"] = moment[4]
    if TIME.fullmatch(given.get("time", "").strip()):
        values["time"] = given["time"].strip()
    for name, marks in (("authors", NAMES), ("keywords", WORDS), ("towns", PATHS)):
        if items := _items(given.get(name, ""), marks):
            values[name] = items
    if leaders := _leaders(given.get("leaders", "")):
        values["leaders"] = leaders
    return values, tuple(Evidence(name, given.get(name, str(value)), "given", 1.0) for name, value in values.items())


def _day(moment: re.Match[str]) -> datetime.date | None:
    try:
        return datetime.date(int(moment[1]), int(moment[2]), int(moment[3]))
    except ValueError:
        return None


def _items(written: str, marks: re.Pattern[str]) -> tuple[str, ...]:
    """The items of a list, written as JSON or with commas."""
    if written.startswith("["):
        try:
            return tuple(item for item in json.loads(written) if isinstance(item, str) and item)
        except ValueError:
            return ()
    return tuple(item for part in marks.split(written) if (item := part.strip()))


def _leaders(written: str) -> tuple[Leader, ...]:
    """Leaders, written as JSON: [{"name": …, "post": …, "org": …}]."""
    try:
        items = json.loads(written) if written else []
        return tuple(Leader(str(item["name"]), str(item["post"]), item.get("org")) for item in items)
    except (ValueError, TypeError, KeyError, AttributeError):
        return ()
