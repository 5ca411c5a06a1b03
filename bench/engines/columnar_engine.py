"""Zhenwen's default engine: Whoosh's interface over flat arrays, queried with Whoosh's own query classes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from whoosh import fields, index, query

from bench.adapter import TOP, Answer, Hit
from bench.corpus import Document, article
from bench.queries import Query
from engine.backends.whoosh.searching.evaluator import Evaluator
from engine.backends.whoosh.searching.stock_queries import LiteralQuery
from engine.backends.whoosh.writing.bulk_writer import BulkWriter
from engine.backends.whoosh.writing.partial_segments import IndexEntry
from engine.factory import open_builder

_TEXTS = ("title", "body")


class Engine:
    """The index of one folder."""

    literal_limit: ClassVar[int | None] = None
    raw_limit: ClassVar[int | None] = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents."""
        schema = fields.Schema(
            id=fields.ID(unique=True),
            title=fields.TEXT(phrase=False),
            body=fields.TEXT(phrase=False),
            source=fields.ID(sortable=True),
            date=fields.NUMERIC(int, sortable=True),
            month=fields.NUMERIC(int, sortable=True),
        )
        writer = BulkWriter(
            index.create_in(str(self.folder), schema), words=_TEXTS, zones=_TEXTS if literal else (), memory_mb=4096
        )
        writer.add(map(_entry, documents))
        writer.commit()

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Build the product's complete index with its own builder: segmented and inverted in one process per core."""
        builder = open_builder(f"whoosh:{self.folder}")
        builder.add(article(document) for document in documents)
        builder.switch()

    def open(self) -> None:
        """Open the index for searching."""
        self._evaluator = Evaluator(index.open_dir(str(self.folder)).searcher())

    def any_word(self, asked: Query) -> Answer:
        """Match at least one of the words."""
        return self._answer(_words(asked, query.Or))

    def all_words(self, asked: Query) -> Answer:
        """Match all of the words."""
        return self._answer(_words(asked, query.And))

    def substring(self, asked: Query) -> Answer:
        """Match the text as a substring."""
        return self._answer(LiteralQuery(None, asked.text))

    def filter(self, asked: Query) -> Answer:
        """Match all of the words, filtered by source and date range."""
        days = query.NumericRange("date", asked.since, asked.until)
        chosen = query.And([days, query.Term("source", asked.source)])
        return self._answer(query.And([_words(asked, query.And), query.ConstantScoreQuery(chosen, 0.0)]))

    def facets(self, asked: Query) -> Answer:
        """Match at least one of the words, with facet counts."""
        found = self._evaluator.run(_words(asked, query.Or))
        counts = {name: {str(k): n for k, n in of.items() if k} for name, of in found.counts("source", "month").items()}
        return self._found(found)._replace(facets=counts)

    def date_sort(self, asked: Query) -> Answer:
        """Match at least one of the words, sorted newest first."""
        found = self._evaluator.run(_words(asked, query.Or))
        return Answer([self._hit(number) for number in found.sorted_by("date", TOP, reverse=True)], found.total)

    def _answer(self, asked: Any) -> Answer:
        return self._found(self._evaluator.run(asked))

    def _found(self, found: Any) -> Answer:
        return Answer([self._hit(number) for number, _ in found.best(TOP)], found.total)

    def _hit(self, number: int) -> Hit:
        stored = self._evaluator.stored(number)
        return Hit(stored["id"], stored["date"], stored["source"], stored["title"], stored["body"])


def _entry(d: Document) -> IndexEntry:
    return IndexEntry(
        words={"title": d.title_words.split(), "body": d.body_words.split()},
        values={"id": d.id, "source": d.source, "date": d.date, "month": d.month},
        stored={"id": d.id, "date": d.date, "source": d.source, "title": d.title, "body": d.body},
        zones=(("title", d.title), ("body", d.body)),
    )


def _words(asked: Query, operator: Any) -> Any:
    return operator([query.Or([query.Term("title", w, boost=2.0), query.Term("body", w)]) for w in asked.words])
