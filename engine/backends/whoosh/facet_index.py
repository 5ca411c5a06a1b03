"""Facet index of articles: values of a facet field, and the number of matches of each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from engine import schema
from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.arrays.ragged import spread
from engine.backends.whoosh.searching.nodes.matches import Matched
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays
from engine.results.results import FacetValues


class FacetIndex:
    """One facet field over all segments; documents may have any number of its values."""

    def __init__(self, segments: Sequence[SegmentArrays], field: str) -> None:
        self.field = field
        self._parts = [FacetPart(segment, field) for segment in segments]
        self.values = sorted(set().union(*(part.labels for part in self._parts)))
        self._ranks = {value: i for i, value in enumerate(self.values)}
        self._remaps = [np.array([self._ranks[label] for label in part.labels], np.int64) for part in self._parts]
        self._alone = self._parts[0] if len(segments) == 1 and self._parts[0].labels == self.values else None

    @cached_property
    def _by_last_part(self) -> dict[str, list[str]]:
        """Values by the last part of their path: 西集镇 of 北京市/通州区/西集镇."""
        result: dict[str, list[str]] = {}
        for value in self.values:
            result.setdefault(value.rpartition("/")[2], []).append(value)
        return result

    def values_named(self, name: str) -> list[str]:
        """Return the values that a name stands for: an ending of their paths, such as 通州区/西集镇."""
        if self.field not in schema.PATH_FACETS:
            return [name]
        namesakes = self._by_last_part.get(name.rpartition("/")[2], ())
        return [value for value in namesakes if value == name or value.endswith(f"/{name}")]

    def counts(self, matches: Sequence[Matched]) -> list[tuple[str, int]]:
        """Return all values of the matches with the number of matches of each."""
        total = self._totals(matches)
        return [(value, count) for value, count in zip(self.values, total.tolist(), strict=True) if count]

    def count(
        self, matches: Sequence[Matched], texts: Sequence[str], most: int | None = schema.MAX_FACET_VALUES
    ) -> FacetValues:
        """Return counts by descending count (months in order); selected values are listed even with count 0.

        `most` is the maximum number of values that are listed, None for all.
        """
        total = self._totals(matches)
        wanted = {value for text in texts for value in (self.values_named(text) or [text])}
        unknown = sorted(wanted.difference(self._ranks))
        if unknown:
            total = np.concatenate((total, np.zeros(len(unknown), np.int64)))
        labels = [*self.values, *unknown] if unknown else self.values
        selected = [self._ranks[value] for value in wanted.difference(unknown)] + list(
            range(len(self.values), len(labels))
        )

        def number() -> int:
            return int(np.count_nonzero(total)) + sum(1 for place in selected if not total[place])

        return FacetValues(labels, total, wanted, lambda: self._order(total, labels, selected, most), number)

    def _order(self, total: Array, labels: Sequence[str], selected: Sequence[int], most: int | None) -> list[int]:
        """Return the places of the values that are listed, in their order."""
        order: list[int] = _highest(total, most).tolist()
        order += sorted(set(selected).difference(order), key=labels.__getitem__)
        return sorted(order, key=labels.__getitem__) if self.field == "date" else order

    def _totals(self, matches: Sequence[Matched]) -> Array:
        """Return the number of matches of each value."""
        if self._alone:
            return self._alone.count(matches[0])
        total = np.zeros(len(self.values), np.int64)
        for part, remap, mask in zip(self._parts, self._remaps, matches, strict=True):
            total[remap] += part.count(mask)
        return total


def _highest(counts: Array, most: int | None) -> Array:
    """Return the indices of the `most` highest counts, all where it is None, ties in order, without zeros."""
    places = np.flatnonzero(counts)
    # Sorting one key of count and index is several times faster than sorting indices by their counts.
    keys = places - counts[places] * len(counts)
    keys.sort()
    best: Array = keys[:most] % max(1, len(counts))
    return best


class FacetPart:
    """Facet field of one segment."""

    def __init__(self, segment: SegmentArrays, field: str) -> None:
        arrays = segment.arrays
        self._entries, self._starts = arrays[f"facet/{field}/entries"], arrays[f"facet/{field}/starts"]
        blob = arrays[f"facet/{field}/values"].tobytes()
        begin = arrays[f"facet/{field}/value_starts"].tolist()
        self.labels = [blob[first:last].decode("utf-8", "surrogatepass") for first, last in pairwise(begin)]

    @cached_property
    def _documents(self) -> Array:
        """Document of each entry."""
        return np.repeat(np.arange(len(self._starts) - 1, dtype=np.int64), self._starts[1:] - self._starts[:-1])

    def lists(self) -> list[list[str]]:
        """Return the labels of each document."""
        labels = [self.labels[entry] for entry in self._entries.tolist()]
        return [labels[first:last] for first, last in pairwise(self._starts.tolist())]

    def count(self, matched: Matched) -> Array:
        """Return the number of matches of each label."""
        if kernels.ON:
            return kernels.tally_runs(matched.words, self._starts, self._entries, len(self.labels))
        if matched.total * 8 > matched.documents:
            entries = self._entries[matched.mask.take(self._documents)]
        else:
            docs = matched.listed
            first = self._starts.take(docs)
            entries = self._entries[spread(first, self._starts.take(docs + 1) - first)]
        return np.bincount(entries, minlength=len(self.labels))
