"""Minimum-match query: most words of a sentence, half of those of a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from whoosh import matching
from whoosh.query.qcore import Query

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches, no_matches
from engine.backends.whoosh.searching.nodes.node import Node


class AtLeast(Query):  # type: ignore[misc]
    """Documents that match at least `least` of `parts`; every match scores 0."""

    def __init__(self, parts: Sequence[Query], least: int) -> None:
        self.parts, self.least, self.boost = tuple(parts), least, 1.0

    def __repr__(self) -> str:
        return f"AtLeast({self.parts!r}, {self.least})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, AtLeast) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash((self.parts, self.least))

    def estimate_size(self, ixreader: Any) -> int:
        """Return an upper bound of the number of matches."""
        return int(ixreader.doc_count_all())

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Return a matcher for Whoosh's own searcher."""
        counts = np.zeros(searcher.doc_count_all(), np.int64)
        for part in self.parts:
            counts[list(part.matcher(searcher, context).all_ids())] += 1
        return matching.ListMatcher(np.flatnonzero(counts >= self.least).tolist(), all_weights=0.0)


class AtLeastNode:
    """Node of an `AtLeast` query in one segment."""

    def __init__(self, parts: Sequence[Node], least: int, documents: int) -> None:
        self._parts, self._least, self.documents = parts, least, documents
        sizes = sorted(part.size for part in parts)
        # A document that matches `least` parts matches at least one of any len(parts) - least + 1 of them.
        self.size = min(documents, sum(sizes[: len(parts) - least + 1]))

    def all(self) -> Matches:
        """Return every match."""
        if not self.size:
            return no_matches(self.documents)
        counts = np.zeros(self.documents, np.uint8)
        for part in self._parts:
            if part.size:
                counts[part.all().listed] += 1
        docs = np.flatnonzero(counts >= self._least)
        return Matches(self.documents, docs)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        counts = np.zeros(len(docs), np.uint8)
        for part in self._parts:
            if part.size:
                counts += part.at(docs)[0]
        return counts >= self._least, np.zeros(len(docs), np.float32)
