"""Facets of articles: which values there are, and how many matches have each."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise

import numpy as np

from engine import schema
from engine.backends.whoosh import kernels
from engine.backends.whoosh.searching.matches import Matched
from engine.backends.whoosh.segment.arrays import Array
from engine.backends.whoosh.segment.runs import spread
from engine.backends.whoosh.segment.segment import SegmentArrays
from engine.results import FacetValue


class FacetIndex:
    """One facet field over all segments; documents may have any number of its values."""

    def __init__(self, segments: Sequence[SegmentArrays], field: str) -> None:
        self.field = field
        self._parts = [FacetPart(segment, field) for segment in segments]
        self.values = sorted(set().union(*(part.labels for part in self._parts)))
        rank = {value: i for i, value in enumerate(self.values)}
        self._remaps = [np.array([rank[label] for label in part.labels], np.int64) for part in self._parts]

    @cached_property
    def _by_ending(self) -> dict[str, list[str]]:
        """Values by every part of a path that they can be asked by: 西集镇, 通州区/西集镇, 北京市/通州区/西集镇."""
        found: dict[str, list[str]] = {}
        for value in self.values:
            parts = value.split("/")
            for start in range(len(parts)):
                found.setdefault("/".join(parts[start:]), []).append(value)
        return found

    def named(self, asked: str) -> list[str]:
        """The values that an asked one stands for."""
        if self.field != "town":
            return [asked]
        return self._by_ending.get(asked, [])

    def counts(self, matches: Sequence[Matched]) -> list[tuple[str, int]]:
        """All values that some of the matches have, with how many have them."""
        total = np.zeros(len(self.values), np.int64)
        for part, remap, found in zip(self._parts, self._remaps, matches, strict=True):
            total[remap] += part.count(found)
        return [(value, count) for value, count in zip(self.values, total.tolist(), strict=True) if count]

    def count(self, matches: Sequence[Matched], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
        """Counts over the matches, highest first (months in order); what is chosen is listed even with none."""
        total = np.zeros(len(self.values), np.int64)
        for part, remap, found in zip(self._parts, self._remaps, matches, strict=True):
            total[remap] += part.count(found)
        order = np.flatnonzero(total)
        order = order[np.argsort(-total[order], kind="stable")][: schema.FACET_VALUES]
        wanted = {value for asked in chosen for value in (self.named(asked) or [asked])}
        rows = [
            FacetValue(value, count, value in wanted)
            for value, count in zip(map(self.values.__getitem__, order.tolist()), total[order].tolist(), strict=True)
        ]
        listed = {row.value for row in rows}
        held = dict(zip(self.values, total.tolist(), strict=True)) if wanted - listed else {}
        rows += [FacetValue(value, held.get(value, 0), True) for value in sorted(wanted - listed)]
        return tuple(sorted(rows, key=lambda row: row.value) if self.field == "date" else rows)


class FacetPart:
    """A facet field in one segment."""

    def __init__(self, segment: SegmentArrays, field: str) -> None:
        arrays = segment.arrays
        self._entries, self._starts = arrays[f"facet/{field}/entries"], arrays[f"facet/{field}/starts"]
        blob = arrays[f"facet/{field}/values"].tobytes()
        begin = arrays[f"facet/{field}/value_starts"].tolist()
        self.labels = [blob[first:last].decode("utf-8", "surrogatepass") for first, last in pairwise(begin)]

    @cached_property
    def _documents(self) -> Array:
        """The document of each entry."""
        return np.repeat(np.arange(len(self._starts) - 1, dtype=np.int64), self._starts[1:] - self._starts[:-1])

    def lists(self) -> list[list[str]]:
        """The labels of each document."""
        labels = [self.labels[entry] for entry in self._entries.tolist()]
        return [labels[first:last] for first, last in pairwise(self._starts.tolist())]

    def count(self, found: Matched) -> Array:
        """How many of the matches have each label."""
        if kernels.ON:
            return kernels.tally_runs(found.words, self._starts, self._entries, len(self.labels))
        if found.total * 8 > found.documents:
            held = self._entries[found.mask.take(self._documents)]
        else:
            docs = found.listed
            first = self._starts.take(docs)
            held = self._entries[spread(first, self._starts.take(docs + 1) - first)]
        return np.bincount(held, minlength=len(self.labels))
