"""tantivy with aggregations and its snippet generator."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur

from bench.adapter import TOP
from bench.corpus import VALUE_SEPARATOR, Document
from bench.engines import tantivy_engine
from bench.queries import Query

_COUNTED = {name: {"terms": {"field": name, "size": 20}} for name in ("source", "month", "town", "leader")}


class Engine(tantivy_engine.Engine):
    """Stores the segmented body, which snippets are made of, and counts towns and leaders."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        fields = tantivy_engine.fields(stored=True)
        for name in ("town", "leader"):
            fields.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
        self._schema = fields.build()

    def index_whole(self, documents: Iterable[Document]) -> None:
        """Index segmented documents with pairs, towns and leaders."""
        self.index(documents, literal=True)

    def row(self, document: Document, literal: bool) -> Any:
        """Return the row of a document, with its towns and leaders."""
        row = super().row(document, literal)
        for name, values in (("town", document.towns), ("leader", document.leaders)):
            for value in filter(None, values.split(VALUE_SEPARATOR)):
                row.add_text(name, value)
        return row

    def whole_words(self, query: Query) -> int:
        """Match all of the words; return the total."""
        return self._whole(self._words(query, Occur.Must))

    def whole_quoted(self, query: Query) -> int:
        """Match the text as a substring; return the total."""
        return self._whole(self.literal(query.text))

    def _whole(self, query: Any) -> int:
        results = self._searcher.search(query, TOP, count=True)
        self._searcher.aggregate(query, _COUNTED)
        passages = tantivy.SnippetGenerator.create(self._searcher, query, self._schema, "body")
        for _, address in results.hits:
            passages.snippet_from_doc(self._searcher.doc(address)).to_html()
            self._hit(address)
        total: int = results.count
        return total
