"""Apache Lucene 10, in a Java process that times its own queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from bench import bigrams
from bench.adapter import Answer, Hit
from bench.corpus import Document, segment
from bench.lucene_process import LuceneProcess
from bench.queries import Query


class Engine:
    """The index of one folder, merged into one segment."""

    literal_limit: ClassVar[int | None] = None
    raw_limit: ClassVar[int | None] = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lucene = LuceneProcess(folder)

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents."""
        whole = (d if d.pairs or not literal else bigrams.with_pairs(d) for d in documents)
        self.lucene.index(whole, "literal" if literal else "words")

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Index raw documents, segmenting in one process per core."""
        self.index(segment(documents, bigrams.with_pairs), literal=True)

    def open(self) -> None:
        """Open the index for searching."""
        self.lucene.open()

    def run(self, kind: str, queries: Sequence[Query], cpu: bool) -> list[float]:
        """Return milliseconds of each query, measured in the Java process."""
        return self.lucene.run(kind, queries, cpu)

    @property
    def process_id(self) -> int:
        """The process whose memory is measured."""
        return self.lucene.process_id

    def any_word(self, query: Query) -> Answer:
        """Match at least one of the words."""
        return self._answer("any-word", query)

    def all_words(self, query: Query) -> Answer:
        """Match all of the words."""
        return self._answer("all-words", query)

    def substring(self, query: Query) -> Answer:
        """Match the text as a substring."""
        return self._answer("substring", query)

    def filter(self, query: Query) -> Answer:
        """Match all of the words, filtered by source and date range."""
        return self._answer("filter", query)

    def facets(self, query: Query) -> Answer:
        """Match at least one of the words, with facet counts."""
        return self._answer("facets", query)

    def date_sort(self, query: Query) -> Answer:
        """Match at least one of the words, sorted newest first."""
        return self._answer("date-sort", query)

    def _answer(self, kind: str, query: Query) -> Answer:
        """Return the total, counts and days; the stored texts of the hits stay in the Java process."""
        total, counts, days = next(self.lucene.answers(kind, [query]))
        hits = [Hit("", day, "", "", "") for day in days]
        return Answer(hits, total, dict(zip(("source", "month"), counts, strict=True)) if kind == "facets" else None)
