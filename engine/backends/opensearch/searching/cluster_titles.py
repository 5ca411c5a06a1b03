"""Titles of a generation on a cluster, for completion, and for corrections where its pairs were not counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from engine.backends.opensearch.documents import cluster_documents
from engine.suggest.pair_counts import PairCounts
from engine.suggest.title_index import TitleIndex

Json = dict[str, Any]
FIELDS = ("stored.title", "stored.escaped")
BATCH_TITLES = 10_000  # fetched in one request


class ClusterTitles:
    """The titles; `fetch(fields, batch)` returns the stored sources of all articles, newest first, in such batches."""

    def __init__(self, fetch: Callable[[Sequence[str], int], Iterable[Json]]) -> None:
        self._fetch = fetch

    def index(self) -> tuple[TitleIndex, ...]:
        """Return an index of the titles."""
        return (TitleIndex.of(self._titles()),)

    def pair_counts(self) -> PairCounts:
        """Return the pairs of characters of the titles."""
        return PairCounts.of_texts(title for title in self._titles() if title)

    def _titles(self) -> Iterator[str | None]:
        for source in self._fetch(FIELDS, BATCH_TITLES):
            stored = source.get("stored", {})
            yield (
                cluster_documents.from_document(source).title
                if cluster_documents.ESCAPED_FIELD in stored
                else stored.get("title")
            )
