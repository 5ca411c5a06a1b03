"""The facets of one generation: what a chosen name stands for, and exact rows from the cluster's answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from engine import filtering
from engine.backends.opensearch import counting
from engine.backends.opensearch.paging import Paging
from engine.query import Filters
from engine.results import FacetValue

Json = dict[str, Any]
EVERYTHING: Json = {"match_all": {}}


class Facets:
    """Safe to use from several threads."""

    def __init__(self, paging: Paging) -> None:
        self._paging = paging

    def values(self, name: str) -> list[tuple[str, int]]:
        """All values of a facet and how many articles have each, in order."""
        return list(counting.every(self._paging.search, name, EVERYTHING))

    def chosen(self, name: str, filters: Filters) -> Sequence[str]:
        """The values of a facet that are chosen; for towns all that a name stands for."""
        if name == "date":
            return filtering.whole_month(filters)
        values: tuple[str, ...] = getattr(filters, name)
        if name != "town" or not values:
            return values
        return [value for asked in values for value in (self._towns.get(asked) or [asked])]

    @cached_property
    def _towns(self) -> dict[str, list[str]]:
        """Towns by every part of a path that they can be asked by."""
        found: dict[str, list[str]] = {}
        for value, _ in self.values("town"):
            parts = value.split("/")
            for start in range(len(parts)):
                found.setdefault("/".join(parts[start:]), []).append(value)
        return found

    def rows(
        self, name: str, filters: Filters, answer: Json, chosen: Sequence[str], among: Json
    ) -> tuple[FacetValue, ...]:
        """The rows of a facet; `among` is what is counted, asked for anew where several shards' counts are inexact."""
        if counting.exact(answer):
            rows = counting.rows(name, answer, chosen)
        else:
            pairs = list(counting.every(self._paging.search, name, among))
            rows = counting.listed(name, counting.highest(pairs), dict(pairs), set(chosen))
        return filtering.marked(rows, filters) if name == "date" else rows
