"""The product: a query's text through the function of pages and API."""

from __future__ import annotations

from pathlib import Path

from bench.queries import Query
from engine.factory import open_engine
from searchapp.request.params import SearchRequest
from searchapp.service.search_service import run_search

PAGE, FACET_VALUES = 10, 20


class Engine:
    """The index in a data folder, which `bench.whole_documents.product_index` builds."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self) -> None:
        """Open the index for searching."""
        self._engine = open_engine(f"whoosh:{self.folder / 'index'}")

    def whole_words(self, query: Query) -> int:
        """Answer the text as typed; return the total."""
        return self._total(query.text)

    def whole_quoted(self, query: Query) -> int:
        """Answer the text in quotation marks; return the total."""
        return self._total(f"“{query.text}”")

    def _total(self, text: str) -> int:
        results = run_search(self._engine, SearchRequest(text), PAGE).results
        for values in results.facets.values():
            list(values[:FACET_VALUES])  # they are put in order when they are read
        return results.total
