"""Invented articles in files, which a model writes, changes, renames and deletes."""

from __future__ import annotations

import itertools
import json
import os
import re
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.indexer.building.test_dedupe import story

KINDS = ("河堤", "公园")
_NUMBER = re.compile(r"第(\d+)号")
_clock = itertools.count(1_600_000_000)


@dataclass(frozen=True)
class Item:
    """An article by its number; `ending` and `headline` count the changes of its last sentences and of its title."""

    number: int
    ending: int = 0
    headline: int = 0

    @property
    def kind(self) -> str:
        """A word of its title that half of the articles have."""
        return KINDS[self.number % len(KINDS)]

    @property
    def title(self) -> str:
        """Its title."""
        return f"{self.kind}添新绿第{self.number}号{'又讯' * self.headline}"

    @property
    def body(self) -> str:
        """Its text."""
        return _beginning(self.number) + story(10_000 + 100 * self.number + self.ending, 3)

    def retold(self) -> Item:
        """Return it with other last sentences."""
        return replace(self, ending=self.ending + 1)

    def retitled(self) -> Item:
        """Return it with a longer title."""
        return replace(self, headline=self.headline + 1)


@cache
def _beginning(number: int) -> str:
    return story(number, 14)


def number_of(title: str | None) -> int:
    """Return the number of the article with this title."""
    found = _NUMBER.search(title or "")
    assert found, f"an article that nobody wrote: {title!r}"
    return int(found[1])


class Folder:
    """A folder of files, and the items in each."""

    def __init__(self, path: Path) -> None:
        self.path, self.files = path, dict[str, tuple[Item, ...]]()
        path.mkdir()

    def items(self) -> frozenset[Item]:
        """Return all items."""
        return frozenset(item for items in self.files.values() for item in items)

    def write(self, name: str, items: tuple[Item, ...]) -> None:
        """Write a file, with a time of its own."""
        self.files[name] = items
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        if name.endswith(".txt"):
            text = f"{items[0].title}\n{items[0].body}"
        else:
            text = "\n".join(json.dumps({"title": item.title, "body": item.body}) for item in items)
        file.write_text(text, encoding="utf-8")
        moment = next(_clock)
        os.utime(file, (moment, moment))

    def rename(self, name: str, new: str) -> None:
        """Move a file; its time stays."""
        self.files[new] = self.files.pop(name)
        (self.path / new).parent.mkdir(exist_ok=True)
        (self.path / name).rename(self.path / new)

    def delete(self, name: str) -> None:
        """Delete a file."""
        del self.files[name]
        (self.path / name).unlink()
