"""Searcher of one segment: its terms, and what else queries need to know of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from whoosh.fields import FieldType
from whoosh.searching import SearchContext, Searcher

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes import pattern_search
from engine.backends.whoosh.searching.nodes.bm25f import Bm25f
from engine.backends.whoosh.searching.nodes.boolean_nodes import OrNode
from engine.backends.whoosh.searching.nodes.matches import Matches
from engine.backends.whoosh.searching.nodes.modifier_nodes import ListNode, RangeNode
from engine.backends.whoosh.searching.nodes.node import Node
from engine.backends.whoosh.searching.nodes.term_node import TermNode
from engine.backends.whoosh.segment.literal_index import LiteralIndex
from engine.backends.whoosh.segment.segment_arrays import SegmentArrays
from engine.query.wildcard import parse_pattern

TERM_NODE_CACHE_SIZE = 4096  # query terms whose nodes are cached


class SegmentSearcher:
    """A segment, the mask of its live documents (None: all), and the number of its first in the whole index."""

    def __init__(
        self, segment: SegmentArrays, live: Array | None, base: int, searcher: Searcher, scoring: Bm25f
    ) -> None:
        self.segment, self.live, self.base, self.searcher, self.scoring = segment, live, base, searcher, scoring
        self.documents = segment.documents
        self.schema = searcher.schema
        self.kinds = dict(searcher.schema.items())
        self._null = OrNode((), self.documents)
        self._scorers: dict[str, kernels.Scorer | None] = {}
        self._terms: dict[tuple[str, Any, float], Node] = {}

    def null(self) -> Node:
        """Return a node that matches nothing."""
        return self._null

    def term(self, field: str, text: bytes, boost: float = 1.0) -> Node:
        """Return the node of a term.

        It is scored by BM25F, or by its weight in a field whose lengths and idf do not count.
        """
        postings = self.segment.postings(field)
        index = postings.find(text) if postings is not None else -1
        if postings is None or index < 0:
            return self.null()
        lengths = self.segment.length_bytes(field) if self.scoring.scorable(field) else None
        factor = boost
        if lengths is not None:
            factor *= self.scoring.idf(field, text)
        scorer = self._scorer(field, lengths) if lengths is not None else None
        return TermNode(self.scoring, self.documents, postings, index, field, lengths, factor, scorer)

    def _scorer(self, field: str, lengths: Array) -> kernels.Scorer | None:
        if field not in self._scorers and kernels.BUILT:
            table, norms = self.scoring.table(field), self.scoring.norms(field)
            self._scorers[field] = kernels.Scorer(self.documents, lengths, table, norms)
        return self._scorers.get(field)

    def word(self, field: str, text: Any, boost: float) -> Node:
        """Return the node of a term as queries name it; cached."""
        key = field, text, boost
        node = self._terms.get(key)
        if node is None:
            term_bytes = self._bytes(field, text)
            node = self.null() if term_bytes is None else self.term(field, term_bytes, boost)
            if len(self._terms) >= TERM_NODE_CACHE_SIZE:
                self._terms.clear()
            self._terms[key] = node
        return node

    def _bytes(self, field: str, text: Any) -> bytes | None:
        kind = self.kinds.get(field)
        if kind is None:
            return None
        if type(kind).to_bytes is FieldType.to_bytes and isinstance(text, str):
            return text.encode()
        try:
            return bytes(kind.to_bytes(text))
        except ValueError:
            return None

    def literal(self, field: str | None, text: str, score: float = 0.0) -> Node:
        """Return the node of documents that contain a text literally in a zone, or in any if `field` is None."""
        index = self.segment.literal
        if index is None:
            return self.null()

        def find() -> Matches:
            return Matches(self.documents, index.docs(text, field), boost=score)

        return ListNode(self.documents, find, lambda: index.estimate(text))

    def wildcard(self, field: str | None, pattern: str) -> Node:
        """Return the node of documents that match a folded pattern in a zone; every match scores 1."""
        parsed = parse_pattern(pattern)
        return self._pattern(parsed.texts, lambda index: pattern_search.wildcard_documents(index, parsed, field))

    def near(self, field: str | None, texts: Sequence[str], distance: int) -> Node:
        """Return the node of documents with folded texts near each other in a zone; every match scores 1."""
        return self._pattern(
            texts, lambda index: index.documents_of(pattern_search.find_near(index, texts, distance, field))
        )

    def _pattern(self, texts: Sequence[str], documents: Callable[[LiteralIndex], Array]) -> Node:
        index = self.segment.literal
        if index is None:
            return self.null()

        def find() -> Matches:
            return Matches(self.documents, documents(index), boost=1.0)

        def estimate() -> int:
            return min(self.documents, *map(index.estimate, dict.fromkeys(texts)))

        return ListNode(self.documents, find, estimate)

    def range(self, field: str, low: int | None, high: int | None) -> RangeNode:
        """Return the node of documents whose value of a numeric column lies from `low` to `high`."""
        # A document without a value has the column's default, the end of the range of numbers.
        absent = self.kinds[field].column_type.default_value()
        return RangeNode(self.segment.arrays[f"column/{field}/numbers"], low, high, absent, 1.0)

    def stock(self, clause: Any) -> Node:
        """Return a node of all matches that Whoosh's own matchers find, without their pruning."""

        def find() -> Matches:
            matcher = clause.matcher(self.searcher, SearchContext(weighting=self.searcher.weighting))
            docs, scores = [], []
            while matcher.is_active():
                docs.append(matcher.id())
                scores.append(matcher.score())
                matcher.next()
            return Matches(self.documents, np.array(docs, np.int64), np.array(scores, np.float32))

        return ListNode(self.documents, find)
