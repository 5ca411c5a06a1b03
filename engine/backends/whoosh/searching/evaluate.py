"""Whoosh's query objects answered from arrays: exact totals, the best hits, sorting, facet counts."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from whoosh.searching import Searcher

from engine.backends.whoosh import kernels
from engine.backends.whoosh.searching import compiler, planning
from engine.backends.whoosh.searching.leaf import Leaf
from engine.backends.whoosh.searching.matches import Matched, nothing
from engine.backends.whoosh.searching.residence import Residence
from engine.backends.whoosh.searching.score import Scoring
from engine.backends.whoosh.searching.tallies import Tally
from engine.backends.whoosh.segment.arrays import Array, Arrays
from engine.backends.whoosh.segment.damage import refusing
from engine.backends.whoosh.segment.segment import live


class Evaluator:
    """Answers queries on an open index whose segments are all of arrays.

    Holds one stock searcher for what it leaves to Whoosh. Safe to use from several threads.
    """

    def __init__(self, searcher: Searcher) -> None:
        """Raises TypeError where a segment was written by another codec."""
        leaves = searcher.leaf_searchers()
        readers = [(leaf.reader(), base) for leaf, base in leaves if leaf.doc_count_all()]
        if not all(hasattr(getattr(reader, "_terms", None), "segment") for reader, _ in readers):
            raise TypeError("A segment of this index was not written by ArrayCodec.")
        self.searcher, self.schema = searcher, searcher.schema
        segments = [reader._terms.segment for reader, _ in readers]
        self.scoring = Scoring(segments, searcher.schema)
        self.leaves = [
            Leaf(segment, live(reader._perdoc.deleted_docs(), segment.documents), base, leaf, self.scoring)
            for segment, (reader, base), (leaf, _) in zip(
                segments, readers, [pair for pair in leaves if pair[0].doc_count_all()], strict=True
            )
        ]
        self._bases = [leaf.base for leaf in self.leaves]
        self._tallies: dict[tuple[str, ...], Tally] = {}
        self._columns: dict[tuple[int, str, str], Array] = {}
        self.files = [segment.arrays for segment in segments]
        self._residence = Residence(self.files)

    @refusing
    def run(self, asked: Any) -> Found:
        """Everything that matches."""
        self._residence.look()
        return Found(self, [_matches(leaf, asked) for leaf in self.leaves])

    def tally(self, *fields: str) -> Tally:
        """The counter of facet values of these columns, made once."""
        found = self._tallies.get(fields)
        if found is None:
            read = [self.schema[field].from_column_value for field in fields]
            found = self._tallies[fields] = Tally([leaf.segment.arrays for leaf in self.leaves], fields, read)
        return found

    @refusing
    def stored(self, document: int) -> dict[str, Any]:
        """The stored fields of a document, numbered through the whole index."""
        leaf = self.leaf(document)
        return leaf.segment.stored.get(document - leaf.base)

    def column(self, leaf: Leaf, field: str, then: str = "") -> Array:
        """Numbers by which documents of a segment are sorted: a column, or two of 32 bits as one of 64."""
        arrays = leaf.segment.arrays
        if not then:
            return arrays[f"column/{field}/numbers"]
        key = (leaf.base, field, then)
        if key not in self._columns:
            # A segment that was written before there was such a column has none.
            none = np.zeros(leaf.documents, np.int64)
            high, low = (arrays.get(f"column/{name}/numbers", none).astype(np.int64) for name in (field, then))
            self._columns[key] = high << 32 | low
        return self._columns[key]

    def leaf(self, document: int) -> Leaf:
        """The segment that has a document."""
        return self.leaves[bisect_right(self._bases, document) - 1]


@dataclass(frozen=True)
class Found:
    """What a query found in each segment."""

    evaluator: Evaluator
    matches: Sequence[Matched]

    @property
    def files(self) -> Sequence[Arrays]:
        """The files of all segments."""
        return self.evaluator.files

    @property
    @refusing
    def total(self) -> int:
        """How many documents match, exactly."""
        return sum(matches.total for matches in self.matches)

    @refusing
    def best(self, count: int = 10) -> list[tuple[int, float]]:
        """The best documents and their scores; equal ones in the order they were added."""
        rows: list[tuple[int, float]] = []
        for leaf, matches in zip(self.evaluator.leaves, self.matches, strict=True):
            found = matches.rows(count)
            rows += [(document + leaf.base, score) for document, score in found] if leaf.base else found
        if len(self.matches) > 1:
            rows.sort(key=lambda row: (-row[1], row[0]))
        return rows[:count]

    @refusing
    def sorted_by(self, field: str, count: int = 10, reverse: bool = False, then: str = "") -> list[int]:
        """The first documents by a numeric column, `then` another; equal ones in the order they were added."""
        rows: list[tuple[int, int]] = []
        for leaf, matches in zip(self.evaluator.leaves, self.matches, strict=True):
            column = self.evaluator.column(leaf, field, then)
            if kernels.ON and column.dtype == np.int64 and count <= kernels.FIRST:
                found = kernels.first(matches.words, column, count, reverse)
                rows += [(key, document + leaf.base) for key, document in found]
                continue
            docs = matches.listed
            keys = column.take(docs)
            chosen = _first(-keys if reverse else keys, count)
            rows += zip(keys[chosen].tolist(), (docs[chosen] + leaf.base).tolist(), strict=True)
        rows.sort(key=lambda row: (-row[0] if reverse else row[0], row[1]))
        return [document for _, document in rows[:count]]

    @refusing
    def counts(self, *fields: str) -> dict[str, dict[Any, int]]:
        """How many matches have each value of these columns, exactly."""
        return self.evaluator.tally(*fields).count(self.matches)


def _matches(leaf: Leaf, asked: Any) -> Matched:
    leaf.segment.arrays.check()
    node = compiler.node(leaf, asked)
    if kernels.ON:
        return planning.find(node, leaf.live)
    found = node.all() if node.size else nothing(leaf.documents)
    return found if leaf.live is None else found.within(leaf.live)


def _first(keys: Array, count: int) -> Array:
    """Indices of the smallest keys, equal ones in order."""
    if len(keys) > 4 * count + 256:
        least = np.partition(keys, count - 1)[count - 1]
        near = np.flatnonzero(keys <= least)
        return near[np.argsort(keys[near], kind="stable")[:count]]
    return np.argsort(keys, kind="stable")[:count]
