"""Synonym groups of names, shipped and configured by the operator."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from engine.errors import SettingError
from engine.text.normalize import fold

_groups_lock = threading.Lock()
_user_groups: list[tuple[str, ...]] = []


def synonyms(name: str) -> tuple[str, ...]:
    """Return the synonyms of `name`, none for most; compared in folded form, returned as written in the list."""
    return tuple(other for group in _groups().get(fold(name), ()) for other in group if fold(other) != fold(name))


def synonyms_within(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, synonym) for the longest names in `text` that have synonyms, without overlaps."""
    folded = fold(text)
    groups, longest = _groups(), _longest()
    at = 0
    while at < len(folded):
        for end in range(min(len(folded), at + longest), at + 1, -1):
            if folded[at:end] in groups:
                yield from ((at, end, other) for other in synonyms(folded[at:end]))
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
                raise SettingError(f"{place}, line {number}: write names that mean the same with = between them.")
            groups.append(names)
    return groups


def install_groups(groups: Iterable[tuple[str, ...]]) -> None:
    """Install the operator's groups, replacing those installed before."""
    with _groups_lock:
        _user_groups[:] = dict.fromkeys(groups)
        _groups.cache_clear()
        _longest.cache_clear()


@cache
def _groups() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    lines = files("engine.data").joinpath("synonyms.txt").read_text("utf-8").splitlines()
    result: dict[str, tuple[tuple[str, ...], ...]] = {}
    for group in (*read_groups(lines, "synonyms.txt"), *_user_groups):
        for name in group:
            result[fold(name)] = (*result.get(fold(name), ()), group)
    return result


@cache
def _longest() -> int:
    return max(map(len, _groups()), default=0)
