"""Inter-annotator agreement of tests/data/labels: the upper bound for any program measured on them."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterator, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "labels"
Label = Mapping[str, Any]


def read_labels(reading: int, half: str | None = None) -> dict[str, Label]:
    """Return the labels of a reading (1 or 2) by item id; `half` is "learn", "judge" or None for both."""
    lines = (FOLDER / f"reading_{reading}.jsonl").read_text(encoding="utf-8").splitlines()
    return {label["id"]: label for label in map(json.loads, lines) if half in (None, label["half"])}


def _single(key: str) -> Callable[[Label], set[Hashable]]:
    """Return a function for the value of a key, with text ranges replaced by their text."""
    return lambda label: {str(label[key])} if label[key] else set()


def _rows(key: str, *names: str, **only: str) -> Callable[[Label], set[Hashable]]:
    """Return a function for tuples of the columns `names`, of rows with the values in `only`."""
    return lambda label: {
        tuple(row[name] for name in names)
        for row in label[key]
        if all(row[name] == value for name, value in only.items())
    }


FIELDS: Mapping[str, Callable[[Label], set[Hashable]]] = {
    **{key: _single(key) for key in ("kind", "articles", "title", "kicker", "subtitle", "source", "date")},
    "partial_date": _single("partial_date"),
    "authors": lambda label: set(label["authors"]),
    "places": _rows("places", "path"),
    "main places": _rows("places", "path", about="main"),
    "leader": _rows("leaders", "name"),
    "public leader": _rows("leaders", "name", kind="public"),
    "leader+post": _rows("leaders", "name", "post"),
    "leader+post+org": _rows("leaders", "name", "post", "org"),
    "leader+kind": _rows("leaders", "name", "kind"),
    "leader+status": _rows("leaders", "name", "status"),
}


def agreement(half: str | None = None) -> Iterator[tuple[str, float, int, int, int]]:
    """Yield for each field F1 of the readings, and the numbers of values in both, only the first, only the second."""
    first, second = read_labels(1, half), read_labels(2, half)
    pairs = [(first[item], second[item]) for item in first]
    for field, values in FIELDS.items():
        sets = [(values(one), values(other)) for one, other in pairs]
        both = sum(len(one & other) for one, other in sets)
        alone = sum(len(one - other) for one, other in sets), sum(len(other - one) for one, other in sets)
        yield field, 2 * both / max(1, 2 * both + sum(alone)), both, *alone


def report() -> None:
    """Print the agreement for each half."""
    for half in ("learn", "judge"):
        print(f"{half:16} {'F1':>6} {'both':>6} {'first':>6} {'second':>6}")
        for field, f1, both, first, second in agreement(half):
            print(f"{field:16} {f1:6.3f} {both:6} {first:6} {second:6}")
