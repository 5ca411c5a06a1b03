"""The labels of news items are well formed and name existing places."""

from __future__ import annotations

import datetime

import pytest

from bench.labels import FIELDS, agreement, read_labels
from engine.text.gazetteer import gazetteer

READINGS = (1, 2)


@pytest.fixture(scope="module")
def paths() -> set[str]:
    known = gazetteer()
    return {known.path(code) for code in known.names}


@pytest.mark.parametrize("reading", READINGS)
def test_every_item_is_labelled_with_known_values(reading: int, paths: set[str]) -> None:
    labels = read_labels(reading)
    assert len(labels) == 700
    for label in labels.values():
        assert label["kind"] in ("news", "notice", "list", "not_news", "other")
        assert all(start < end for start, end in filter(None, (label[k] for k in ("title", "kicker", "subtitle"))))
        assert label["date"] is None or datetime.date.fromisoformat(label["date"])
        assert {place["path"] for place in label["places"]} <= paths
        assert {place["about"] for place in label["places"]} <= {"main", "mentioned"}
        kinds, statuses = ({row[key] for row in label["leaders"]} for key in ("kind", "status"))
        assert kinds <= {"public", "company", "association", "foreign", "other"}
        assert statuses <= {"current", "former", "coming"}


def test_both_readings_are_of_the_same_items_and_halves() -> None:
    first, second = (
        {item: (label["stratum"], label["half"]) for item, label in read_labels(n).items()} for n in READINGS
    )
    assert first == second
    assert len(read_labels(1, "learn")) == len(read_labels(1, "judge")) == 350


@pytest.mark.parametrize("half", ["learn", "judge"])
def test_the_readings_agree(half: str) -> None:
    rows = {field: f1 for field, f1, *_ in agreement(half)}
    assert rows.keys() == FIELDS.keys()
    frequent = [name for name in FIELDS if name not in ("kicker", "subtitle", "date")]  # 10 values or fewer
    assert min(rows[name] for name in frequent) > 0.88
    assert rows["leader"] > 0.97
