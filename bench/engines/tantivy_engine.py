"""tantivy, a search library written in Rust, through its Python bindings."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, ClassVar

import tantivy
from tantivy import Occur

from bench import bigrams
from bench.adapter import TOP, Answer, Hit
from bench.corpus import Document, segment
from bench.queries import Query

HEAP = 1_000_000_000
_FACETS = {name: {"terms": {"field": name, "size": 10_000}} for name in ("source", "month")}


class Engine:
    """The index of one folder. It has one writer thread, since more would only wait for Python."""

    literal_limit: ClassVar[int | None] = None
    raw_limit: ClassVar[int | None] = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._schema = fields().build()

    def _index(self, create: bool) -> Any:
        place = str(self.folder)
        index = tantivy.Index(self._schema, path=place) if create else tantivy.Index.open(place)
        words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
        index.register_tokenizer("words", words)
        return index

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents."""
        writer = self._index(create=True).writer(HEAP, 1)
        for document in documents:
            writer.add_document(self.row(document, literal))
        writer.commit()
        writer.wait_merging_threads()

    def row(self, document: Document, literal: bool) -> Any:
        """Return the row of a document."""
        row = tantivy.Document()
        row.add_text("id", document.id)
        row.add_text("title", document.title_words)
        row.add_text("body", document.body_words)
        row.add_text("source", document.source)
        row.add_unsigned("date", document.date)
        row.add_unsigned("month", document.month)
        row.add_bytes("text", f"{document.title}\0{document.body}".encode())
        if literal:
            whole = document if document.pairs else bigrams.with_pairs(document)
            row.add_text("pairs", whole.pairs)
            row.add_text("characters", whole.characters)
        return row

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Index raw documents, segmenting in one process per core."""
        self.index(segment(documents, bigrams.with_pairs), literal=True)

    def open(self) -> None:
        """Open the index for searching."""
        index = self._index(create=False)
        index.reload()
        self._searcher = index.searcher()

    def any_word(self, query: Query) -> Answer:
        """Match at least one of the words."""
        return self._answer(self._words(query, Occur.Should))

    def all_words(self, query: Query) -> Answer:
        """Match all of the words."""
        return self._answer(self._words(query, Occur.Must))

    def substring(self, query: Query) -> Answer:
        """Match the text as a substring."""
        return self._answer(self.literal(query.text))

    def literal(self, text: str) -> Any:
        """Return the query for a substring: a phrase of the pairs of characters that cover it."""
        if len(text) == 1:
            return tantivy.Query.term_query(self._schema, "characters", text)
        pairs: list[str | tuple[int, str]] = [*bigrams.cover(text)]
        if len(pairs) == 1:
            return tantivy.Query.term_query(self._schema, "pairs", text)
        return tantivy.Query.phrase_query(self._schema, "pairs", pairs)

    def filter(self, query: Query) -> Answer:
        """Match all of the words, filtered by source and date range."""
        kind = tantivy.FieldType.Unsigned
        days = tantivy.Query.range_query(self._schema, "date", kind, query.since, query.until)
        source = tantivy.Query.term_query(self._schema, "source", query.source, index_option="basic")
        conditions = [(Occur.Must, tantivy.Query.const_score_query(condition, 0.0)) for condition in (days, source)]
        return self._answer(tantivy.Query.boolean_query([(Occur.Must, self._words(query, Occur.Must)), *conditions]))

    def facets(self, query: Query) -> Answer:
        """Match at least one of the words, with facet counts."""
        asked = self._words(query, Occur.Should)
        answer = self._answer(asked)
        counts = self._searcher.aggregate(asked, _FACETS)
        return answer._replace(facets={name: _counts(counts[name]["buckets"]) for name in _FACETS})

    def date_sort(self, query: Query) -> Answer:
        """Match at least one of the words, sorted newest first."""
        return self._answer(self._words(query, Occur.Should), order_by_field="date")

    def _words(self, query: Query, occur: Any) -> Any:
        parts = [
            self._either(lambda field, word=word: tantivy.Query.term_query(self._schema, field, word))
            for word in query.words
        ]
        return tantivy.Query.boolean_query([(occur, part) for part in parts])

    def _either(self, make: Any) -> Any:
        title, body = tantivy.Query.boost_query(make("title"), 2.0), make("body")
        return tantivy.Query.boolean_query([(Occur.Should, title), (Occur.Should, body)])

    def _answer(self, query: Any, **order: Any) -> Answer:
        results = self._searcher.search(query, TOP, count=True, **order)
        return Answer([self._hit(address) for _, address in results.hits], results.count)

    def _hit(self, address: Any) -> Hit:
        stored = self._searcher.doc(address)
        title, body = bytes(stored.get_first("text")).decode().split("\0")
        return Hit(stored.get_first("id"), stored.get_first("date"), stored.get_first("source"), title, body)


def fields(stored: bool = False) -> Any:
    """Return a builder of the schema; with `stored`, the segmented body can be read again."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for name in ("title", "body", "pairs"):
        kept = stored and name == "body"
        builder.add_text_field(name, stored=kept, tokenizer_name="words", index_option="position")
    builder.add_text_field("characters", tokenizer_name="words", index_option="freq")
    builder.add_text_field("source", stored=True, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("date", stored=True, indexed=True, fast=True)
    builder.add_unsigned_field("month", fast=True)
    builder.add_bytes_field("text", stored=True)
    return builder


def _counts(buckets: Iterable[dict[str, Any]]) -> dict[str, int]:
    keys = ((str(b["key"]).removesuffix(".0"), b["doc_count"]) for b in chain(buckets))
    return {key: count for key, count in keys if key not in ("", "0")}
