"""Facets of one generation: values that a selected name stands for, and exact rows from the cluster's answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import schema
from engine.backends.opensearch.searching import facet_aggregations
from engine.backends.opensearch.searching.result_window import ResultWindow
from engine.query.tree import Filters, Request
from engine.results import filter_conditions
from engine.results.results import FacetValue, FacetValues

Json = dict[str, Any]
MATCH_ALL: Json = {"match_all": {}}


class ClusterFacets:
    """Facet values and rows of one generation. Safe to use from several threads."""

    def __init__(self, paging: ResultWindow) -> None:
        self._paging = paging
        self._endings: dict[str, dict[str, list[str]]] = {}

    def values(self, name: str) -> list[tuple[str, int]]:
        """Return all values of a facet with the number of articles of each, in order."""
        return list(facet_aggregations.all_buckets(self._paging.search, name, MATCH_ALL))

    def chosen(self, name: str, filters: Filters) -> Sequence[str]:
        """Return the selected values of a facet; a name is expanded to all paths it stands for."""
        if name == "date":
            return filter_conditions.whole_month(filters)
        values: tuple[str, ...] = getattr(filters, name)
        if name not in schema.PATH_FACETS or not values:
            return values
        return [value for asked in values for value in (self._by_ending(name).get(asked) or [asked])]

    def _by_ending(self, name: str) -> dict[str, list[str]]:
        """Return the values of a facet by every ending of their path that a query may name."""
        if name not in self._endings:
            result = self._endings[name] = {}
            for value, _ in self.values(name):
                for ending in schema.endings([value]):
                    result.setdefault(ending, []).append(value)
        return self._endings[name]

    def rows(
        self, name: str, request: Request, answer: Json, texts: Sequence[str], among: Json
    ) -> Sequence[FacetValue]:
        """Return the values of a facet with their counts, marking selected months.

        `among` is the query of the articles to count; they are counted again if the counts of several shards are
        inexact, or if the answer lacks values that the request wants.
        """
        most = None if request.all_values else schema.MAX_FACET_VALUES
        listed = answer["values"]["buckets"]
        if facet_aggregations.is_exact(answer) and (most or len(listed) < schema.MAX_FACET_VALUES):
            rows = facet_aggregations.facet_rows(name, answer, texts)
        else:
            pairs = self._all_pairs(name, among)
            rows = facet_aggregations.sorted_rows(
                name, facet_aggregations.highest_counts(pairs, most), dict(pairs), set(texts)
            )
        if name == "date":
            return filter_conditions.mark_selected(rows, request.filters)
        if not most or len(listed) < most:
            return rows
        without_count = sum(1 for row in rows if not row.count)
        return FacetValues(
            [row.value for row in rows],
            [row.count for row in rows],
            {row.value for row in rows if row.selected},
            total=lambda: len(self._all_pairs(name, among)) + without_count,
        )

    def _all_pairs(self, name: str, among: Json) -> list[tuple[str, int]]:
        return list(facet_aggregations.all_buckets(self._paging.search, name, among))
