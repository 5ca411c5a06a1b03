"""The town facet as a tree of 省, 市, 区县 and 乡镇."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.results.results import FacetValue


@dataclass(frozen=True, slots=True)
class TownNode:
    """A place with its count, and the places in it, most frequent first."""

    value: FacetValue
    children: tuple[TownNode, ...] = ()

    @property
    def name(self) -> str:
        """Last part of the path."""
        return place_name(self.value.value)


def town_tree(values: Sequence[FacetValue], limit: int | None = None) -> tuple[TownNode, ...]:
    """Return the top-level places with those below; with a limit the first ones, and always the selected ones.

    `values` are sorted by count, highest first. An ancestor counts at least as many articles as its descendants and has
    the shorter path, so it is never cut off before them.
    """
    paths = {value.value for value in values[:limit]}
    paths |= {above for value in values if value.selected for above in _line(value.value)}
    shown_values = [value for value in values if value.value in paths]
    below: dict[str, list[FacetValue]] = {}
    for value in shown_values:
        above = value.value.rpartition("/")[0]
        below.setdefault(above if above in paths else "", []).append(value)
    return _nodes("", below)


def size_of(nodes: Sequence[TownNode]) -> int:
    """Return the number of places in these nodes and below."""
    return sum(1 + size_of(node.children) for node in nodes)


def part_of(nodes: Sequence[TownNode], start: int, stop: int) -> tuple[TownNode, ...]:
    """Return the places from `start` to `stop`, counted depth first, inside those that contain them."""
    result, place = [], 0
    for node in nodes:
        size = 1 + size_of(node.children)
        if place < stop and place + size > start:
            inner = part_of(node.children, start - place - 1, stop - place - 1)
            result.append(TownNode(node.value, inner))
        place += size
    return tuple(result)


def place_name(path: str) -> str:
    """Return the last part of a path: 西集镇 of 北京市/通州区/西集镇."""
    return path.rsplit("/", 1)[-1]


def office(path: str) -> str:
    """Return the body and post of a leader's path: 通州区区长 of 通州区/区长/郑林."""
    return "".join(path.split("/")[:-1])


def container(path: str) -> str:
    """Return the name of the place that contains one: 通州区 of 北京市/通州区/西集镇; empty where there is none."""
    return place_name(path.rpartition("/")[0])


def _nodes(path: str, below: dict[str, list[FacetValue]]) -> tuple[TownNode, ...]:
    return tuple(TownNode(value, _nodes(value.value, below)) for value in below.get(path, ()))


def _line(path: str) -> tuple[str, ...]:
    """Return the path and its ancestors: 北京市, 北京市/通州区, 北京市/通州区/西集镇."""
    parts = path.split("/")
    return tuple("/".join(parts[: depth + 1]) for depth in range(len(parts)))
