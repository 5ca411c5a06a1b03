"""Synonym groups of names, shipped and configured by the operator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from engine.errors import SettingError
from engine.text.normalize import fold


class Synonyms:
    """Names that mean the same: those shipped and the operator's `groups`."""

    def __init__(self, groups: Iterable[tuple[str, ...]] = ()) -> None:
        self._groups: dict[str, tuple[tuple[str, ...], ...]] = {}
        for group in (*_shipped_groups(), *dict.fromkeys(groups)):
            for name in group:
                self._groups[fold(name)] = (*self._groups.get(fold(name), ()), group)
        self._longest = max(map(len, self._groups), default=0)

    def of(self, name: str) -> tuple[str, ...]:
        """Return the synonyms of `name`, none for most; compared in folded form, returned as written in the list."""
        groups = self._groups.get(fold(name), ())
        return tuple(other for group in groups for other in group if fold(other) != fold(name))

    def within(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, synonym) for the longest names in `text` that have synonyms, without overlaps."""
        folded = fold(text)
        at = 0
        while at < len(folded):
            for end in range(min(len(folded), at + self._longest), at + 1, -1):
                if folded[at:end] in self._groups:
                    yield from ((at, end, other) for other in self.of(folded[at:end]))
                    at = end - 1
                    break
            at += 1


def read_groups(lines: Iterable[str], place: str) -> list[tuple[str, ...]]:
    """Parse synonym groups: names separated by =, # begins a comment. Raises SettingError, naming the line."""
    groups = []
    for number, line in enumerate(lines, 1):
        text = line.split("#")[0].strip() if not line.lstrip().startswith("#") else ""
        if text:
            names = tuple(dict.fromkeys(name.strip() for name in text.split("=")))
            if len(names) < 2 or not all(names):
                raise SettingError(
                    "%(place)s, line %(number)s: write names that mean the same with = between them.",
                    place=place,
                    number=number,
                )
            groups.append(names)
    return groups


@cache
def _shipped_groups() -> tuple[tuple[str, ...], ...]:
    lines = files("engine.data").joinpath("synonyms.txt").read_text("utf-8").splitlines()
    return tuple(read_groups(lines, "synonyms.txt"))
