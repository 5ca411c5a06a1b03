"""Evaluator of Whoosh query objects over arrays: exact totals, best hits, sorting, facet counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.searching import Searcher

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array, ArrayFile, raises_index_damaged
from engine.backends.whoosh.searching import plan_compiler, stock_queries
from engine.backends.whoosh.searching.facet_counts import FacetCounter
from engine.backends.whoosh.searching.nodes.bm25f import Bm25f
from engine.backends.whoosh.searching.nodes.matches import Matched, no_matches
from engine.backends.whoosh.searching.nodes.node import Node
from engine.backends.whoosh.searching.page_cache import PageCache
from engine.backends.whoosh.searching.segment_searcher import SegmentSearcher
from engine.backends.whoosh.segment.segment_arrays import live_documents
from engine.runtime.memory_limits import MemoryLimits


class Evaluator:
    """Evaluates queries on an open index whose segments were all written by `ArrayCodec`.

    Holds one stock searcher for queries that it leaves to Whoosh. Safe to use from several threads.
    """

    def __init__(self, searcher: Searcher, resident_mb: int = MemoryLimits().resident_mb) -> None:
        """Open the segments; see PageCache for `resident_mb`. Raises TypeError if one was written by another codec."""
        leaves = searcher.leaf_searchers()
        readers = [(leaf.reader(), base) for leaf, base in leaves if leaf.doc_count_all()]
        if not all(hasattr(getattr(reader, "_terms", None), "segment") for reader, _ in readers):
            raise TypeError("A segment of this index was not written by ArrayCodec.")
        self.searcher, self.schema = searcher, searcher.schema
        segments = [reader._terms.segment for reader, _ in readers]
        self.scoring = Bm25f(segments, searcher.schema)
        self.segment_searchers = [
            SegmentSearcher(
                segment, live_documents(reader._perdoc.deleted_docs(), segment.documents), base, leaf, self.scoring
            )
            for segment, (reader, base), (leaf, _) in zip(
                segments, readers, [pair for pair in leaves if pair[0].doc_count_all()], strict=True
            )
        ]
        self._bases = [leaf.base for leaf in self.segment_searchers]
        self._tallies: dict[tuple[str, ...], FacetCounter] = {}
        self._columns: dict[tuple[int, str, str], Array] = {}
        self.files = [segment.arrays for segment in segments]
        self._residence = PageCache(self.files, resident_mb)

    def run(self, query: Any) -> ResultSet:
        """Return everything that one of Whoosh's queries matches."""
        return self.run_nodes(lambda leaf: stock_queries.compile_node(leaf, query))

    @raises_index_damaged
    def run_nodes(self, compiled: Callable[[SegmentSearcher], Node]) -> ResultSet:
        """Return everything that matches a query, of which `compiled` returns the node in a segment."""
        self._residence.check()
        return ResultSet(self, [_matches(leaf, compiled) for leaf in self.segment_searchers])

    def tally(self, *fields: str) -> FacetCounter:
        """Return the facet counter of these columns, created on first use."""
        facet_counter = self._tallies.get(fields)
        if facet_counter is None:
            read = [self.schema[field].from_column_value for field in fields]
            facet_counter = self._tallies[fields] = FacetCounter(
                [leaf.segment.arrays for leaf in self.segment_searchers], fields, read
            )
        return facet_counter

    @raises_index_damaged
    def stored(self, document: int) -> dict[str, Any]:
        """Return the stored fields of a document, numbered across the whole index."""
        leaf = self.leaf(document)
        return leaf.segment.stored.get(document - leaf.base)

    def column(self, leaf: SegmentSearcher, field: str, then: str = "") -> Array:
        """Return the sort keys of a segment's documents: a column, or two of 32 bits combined into one of 64."""
        arrays = leaf.segment.arrays
        if not then:
            return arrays[f"column/{field}/numbers"]
        key = (leaf.base, field, then)
        if key not in self._columns:
            # Segments written before the column was introduced lack it.
            none = np.zeros(leaf.documents, np.int64)
            high, low = (arrays.get(f"column/{name}/numbers", none).astype(np.int64) for name in (field, then))
            self._columns[key] = high << 32 | low
        return self._columns[key]

    def leaf(self, document: int) -> SegmentSearcher:
        """Return the segment that contains a document."""
        return self.segment_searchers[bisect_right(self._bases, document) - 1]


@dataclass(frozen=True)
class ResultSet:
    """Matches of a query in each segment."""

    evaluator: Evaluator
    matches: Sequence[Matched]

    @property
    def files(self) -> Sequence[ArrayFile]:
        """Files of all segments."""
        return self.evaluator.files

    @property
    @raises_index_damaged
    def total(self) -> int:
        """Exact number of matching documents."""
        return sum(matches.total for matches in self.matches)

    @raises_index_damaged
    def best(self, count: int = 10) -> list[tuple[int, float]]:
        """Return the best documents with their scores; ties in the order of addition."""
        rows: list[tuple[int, float]] = []
        for leaf, matches in zip(self.evaluator.segment_searchers, self.matches, strict=True):
            best_rows = matches.rows(count)
            rows += [(document + leaf.base, score) for document, score in best_rows] if leaf.base else best_rows
        if len(self.matches) > 1:
            rows.sort(key=lambda row: (-row[1], row[0]))
        return rows[:count]

    @raises_index_damaged
    def sorted_by(self, field: str, count: int = 10, reverse: bool = False, then: str = "") -> list[int]:
        """Return the first documents by a numeric column and `then` another; ties in the order of addition."""
        rows: list[tuple[int, int]] = []
        for leaf, matches in zip(self.evaluator.segment_searchers, self.matches, strict=True):
            column = self.evaluator.column(leaf, field, then)
            if kernels.ON and column.dtype == np.int64 and count <= kernels.MAX_FIRST:
                found = kernels.first(matches.words, column, count, reverse)
                rows += [(key, document + leaf.base) for key, document in found]
                continue
            docs = matches.listed
            keys = column.take(docs)
            chosen = _first_by_key(-keys if reverse else keys, count)
            rows += zip(keys[chosen].tolist(), (docs[chosen] + leaf.base).tolist(), strict=True)
        rows.sort(key=lambda row: (-row[0] if reverse else row[0], row[1]))
        return [document for _, document in rows[:count]]

    @raises_index_damaged
    def counts(self, *fields: str) -> dict[str, dict[Any, int]]:
        """Return the exact number of matches for each value of these columns."""
        return self.evaluator.tally(*fields).count(self.matches)


def _matches(leaf: SegmentSearcher, compiled: Callable[[SegmentSearcher], Node]) -> Matched:
    leaf.segment.arrays.check()
    node = compiled(leaf)
    if kernels.ON:
        return plan_compiler.run_plan(node, leaf.live)
    matches = node.all() if node.size else no_matches(leaf.documents)
    return matches if leaf.live is None else matches.within(leaf.live)


def _first_by_key(keys: Array, count: int) -> Array:
    """Return the indices of the smallest keys, ties in order."""
    if len(keys) > 4 * count + 256:
        least = np.partition(keys, count - 1)[count - 1]
        near = np.flatnonzero(keys <= least)
        return near[np.argsort(keys[near], kind="stable")[:count]]
    return np.argsort(keys, kind="stable")[:count]
