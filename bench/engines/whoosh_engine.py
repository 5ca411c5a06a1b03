"""Stock Whoosh as in its manual, except that every match is scored, so that the top ten is correct."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

from bench import bigrams
from bench.adapter import TOP, Answer, Hit
from bench.corpus import Document
from bench.queries import Query

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its regular expressions are written for older Pythons
    from whoosh import analysis, collectors, fields, index, query, sorting

_MEMORY_MB = 1024


class Engine:
    """The index of one folder."""

    literal_limit: ClassVar[int | None] = 5_000
    raw_limit: ClassVar[int | None] = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents."""
        writer = index.create_in(str(self.folder), _schema(analysis.SpaceSeparatedTokenizer())).writer(
            limitmb=_MEMORY_MB
        )
        for d in documents:
            row = {**_stored(d), "title": d.title_words, "body": d.body_words}
            if literal:
                text = bigrams.text(d.title, d.body)
                row |= {"pairs": bigrams.pairs(text), "characters": " ".join(text)}
            writer.add_document(**row)
        writer.commit()

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Index raw documents in the usual way: jieba's analyzer for Whoosh, in this process."""
        from jieba.analyse import ChineseAnalyzer

        writer = index.create_in(str(self.folder), _schema(ChineseAnalyzer())).writer(limitmb=_MEMORY_MB)
        for d in documents:
            writer.add_document(**_stored(d), title=d.title, body=d.body)
        writer.commit()

    def open(self) -> None:
        """Open the index for searching."""
        self._searcher = index.open_dir(str(self.folder)).searcher()

    def any_word(self, asked: Query) -> Answer:
        """Match at least one of the words."""
        return self._answer(_words(asked, query.Or))

    def all_words(self, asked: Query) -> Answer:
        """Match all of the words."""
        return self._answer(_words(asked, query.And))

    def substring(self, asked: Query) -> Answer:
        """Match the text as a substring."""
        if len(asked.text) == 1:
            return self._answer(query.Term("characters", asked.text))
        pairs = bigrams.pairs(asked.text).split(" ")
        return self._answer(query.Phrase("pairs", pairs) if len(pairs) > 1 else query.Term("pairs", pairs[0]))

    def filter(self, asked: Query) -> Answer:
        """Match all of the words, filtered by source and date range."""
        days = query.NumericRange("date", asked.since, asked.until)
        source = query.Term("source", asked.source)
        filter_collector = collectors.FilterCollector(_all_scored(), query.And([days, source]))
        return _answer(self._search(_words(asked, query.And), filter_collector))

    def facets(self, asked: Query) -> Answer:
        """Match at least one of the words, with facet counts."""
        groups = sorting.Facets().add_field("source").add_field("month")
        counting = collectors.FacetCollector(_all_scored(), groups, maptype=sorting.Count)
        found = self._search(_words(asked, query.Or), counting)
        counts = {name: {str(k): n for k, n in found.groups(name).items() if k} for name in ("source", "month")}
        return _answer(found)._replace(facets=counts)

    def date_sort(self, asked: Query) -> Answer:
        """Match at least one of the words, sorted newest first."""
        newest = self._searcher.collector(limit=TOP, sortedby="date", reverse=True)
        return _answer(self._search(_words(asked, query.Or), newest))

    def _answer(self, asked: Any) -> Answer:
        return _answer(self._search(asked, _all_scored()))

    def _search(self, asked: Any, collector: Any) -> Any:
        self._searcher.search_with_collector(asked, collector)
        return collector.results()


def _schema(analyzer: Any) -> Any:
    spaces = analysis.SpaceSeparatedTokenizer()
    return fields.Schema(
        id=fields.ID(stored=True, unique=True),
        title=fields.TEXT(analyzer=analyzer, phrase=True),
        body=fields.TEXT(analyzer=analyzer, phrase=True),
        pairs=fields.TEXT(analyzer=spaces, phrase=True),
        characters=fields.TEXT(analyzer=spaces, phrase=False),
        source=fields.ID(stored=True, sortable=True),
        date=fields.NUMERIC(int, stored=True, sortable=True),
        month=fields.NUMERIC(int, sortable=True),
        texts=fields.STORED,
    )


def _stored(d: Document) -> dict[str, Any]:
    return {"id": d.id, "source": d.source, "date": d.date, "month": d.month, "texts": (d.title, d.body)}


def _words(asked: Query, operator: Any) -> Any:
    return operator([query.Or([query.Term("title", w, boost=2.0), query.Term("body", w)]) for w in asked.words])


def _all_scored() -> Any:
    """Return a collector without pruning, which would lose hits and need a second pass for the total."""
    return collectors.TopCollector(TOP, usequality=False, replace=0)


def _answer(found: Any) -> Answer:
    stored = (found.fields(place) for place in range(found.scored_length()))
    return Answer([Hit(s["id"], s["date"], s["source"], *s["texts"]) for s in stored], len(found))
