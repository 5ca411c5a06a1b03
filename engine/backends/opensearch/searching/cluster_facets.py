"""Facets of one generation: values that a selected name stands for, and exact rows from the cluster's answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from engine.backends.opensearch.searching import facet_aggregations
from engine.backends.opensearch.searching.result_window import ResultWindow
from engine.query.tree import Filters
from engine.results import filter_conditions
from engine.results.results import FacetValue

Json = dict[str, Any]
MATCH_ALL: Json = {"match_all": {}}


class ClusterFacets:
    """Facet values and rows of one generation. Safe to use from several threads."""

    def __init__(self, paging: ResultWindow) -> None:
        self._paging = paging

    def values(self, name: str) -> list[tuple[str, int]]:
        """Return all values of a facet with the number of articles of each, in order."""
        return list(facet_aggregations.all_buckets(self._paging.search, name, MATCH_ALL))

    def chosen(self, name: str, filters: Filters) -> Sequence[str]:
        """Return the selected values of a facet; a town name is expanded to all towns it stands for."""
        if name == "date":
            return filter_conditions.whole_month(filters)
        values: tuple[str, ...] = getattr(filters, name)
        if name != "town" or not values:
            return values
        return [value for asked in values for value in (self._towns.get(asked) or [asked])]

    @cached_property
    def _towns(self) -> dict[str, list[str]]:
        """Towns by every ending of their path that a query may name."""
        result: dict[str, list[str]] = {}
        for value, _ in self.values("town"):
            parts = value.split("/")
            for start in range(len(parts)):
                result.setdefault("/".join(parts[start:]), []).append(value)
        return result

    def rows(
        self, name: str, filters: Filters, answer: Json, texts: Sequence[str], among: Json
    ) -> tuple[FacetValue, ...]:
        """Return the values of a facet with their counts, marking selected months.

        `among` is the query of the articles to count; they are counted again if the counts of several shards are
        inexact.
        """
        if facet_aggregations.is_exact(answer):
            rows = facet_aggregations.facet_rows(name, answer, texts)
        else:
            pairs = list(facet_aggregations.all_buckets(self._paging.search, name, among))
            rows = facet_aggregations.sorted_rows(
                name, facet_aggregations.highest_counts(pairs), dict(pairs), set(texts)
            )
        return filter_conditions.mark_selected(rows, filters) if name == "date" else rows
