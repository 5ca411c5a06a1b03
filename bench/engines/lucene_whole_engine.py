"""Lucene with SortedSetDocValuesFacetCounts and UnifiedHighlighter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.corpus import Document
from bench.engines import lucene_engine
from bench.queries import Query


class Engine(lucene_engine.Engine):
    """Adds passages and facets of towns and leaders."""

    def index_whole(self, documents: Iterable[Document]) -> None:
        """Index segmented documents with pairs, towns and leaders."""
        self.lucene.index(documents, "whole")

    def totals(self, kind: str, queries: Sequence[Query]) -> list[int]:
        """Return the total of each query."""
        return [total for total, _, _ in self.lucene.answers(kind, queries)]
