"""SQLite FTS5, the full-text search included with Python."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from bench import bigrams
from bench.adapter import TOP, Answer, Hit
from bench.corpus import Document, segment
from bench.queries import Query

# Only spaces separate words: the text is segmented already.
TOKENS = "unicode61 remove_diacritics 0 categories ''L* M* N* P* S* C*''"
_TABLES = f"""
    create table documents(number integer primary key, id text, title text, body text);
    create table columns(number integer primary key, date integer, month integer, source text);
    create virtual table words using fts5(title, body, content='', tokenize='{TOKENS}');
    create virtual table pairs using fts5(text, content='', prefix='1', tokenize='{TOKENS}');
    insert into words(words, rank) values('rank', 'bm25(2.0, 1.0)');
"""
_STORED = "select d.id, c.date, c.source, d.title, d.body from ({found}) f, documents d, columns c \
    where d.number = f.number and c.number = f.number order by f.place"
_RANKED = "select rowid as number, rank as place from {table} where {table} match ? order by rank limit ?"
_FILTERED = "select words.rowid as number, rank as place from words join columns c on c.number = words.rowid \
    where words match ? and c.date between ? and ? and c.source = ? order by rank limit ?"
_FILTERED_TOTAL = "select count(*) from words join columns c on c.number = words.rowid \
    where words match ? and c.date between ? and ? and c.source = ?"
_NEWEST = "select words.rowid as number, -c.date as place from words join columns c on c.number = words.rowid \
    where words match ? order by c.date desc limit ?"
_COUNTS = "select c.source, c.month, count(*) from words join columns c on c.number = words.rowid \
    where words match ? group by 1, 2"


class Engine:
    """The index of one folder: contentless word tables, beside the documents and their columns."""

    literal_limit: ClassVar[int | None] = None
    raw_limit: ClassVar[int | None] = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents."""
        self.open()
        self._database.execute("pragma journal_mode = off")
        self._database.execute("pragma synchronous = off")
        self._database.executescript(_TABLES)
        for number, d in enumerate(documents, 1):
            write = self._database.execute
            write("insert into documents values(?, ?, ?, ?)", (number, d.id, d.title, d.body))
            write("insert into columns values(?, ?, ?, ?)", (number, d.date, d.month, d.source))
            write("insert into words(rowid, title, body) values(?, ?, ?)", (number, d.title_words, d.body_words))
            if literal:
                pairs = d.pairs or bigrams.pairs(bigrams.text(d.title, d.body))
                write("insert into pairs(rowid, text) values(?, ?)", (number, pairs))
        for table in ("words", "pairs"):
            self._database.execute(f"insert into {table}({table}) values('optimize')")
        self._database.commit()
        self._database.close()

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Index raw documents, segmenting in one process per core."""
        self.index(segment(documents, bigrams.with_pairs), literal=True)

    def open(self) -> None:
        """Open the index with a cache large enough to keep it in memory."""
        self._database = sqlite3.connect(self.folder / "index.db")
        self._database.execute("pragma mmap_size = 4000000000")
        self._database.execute("pragma cache_size = -200000")

    def any_word(self, query: Query) -> Answer:
        """Match at least one of the words."""
        return self._answer("words", joined(query, " OR "))

    def all_words(self, query: Query) -> Answer:
        """Match all of the words."""
        return self._answer("words", joined(query, " AND "))

    def substring(self, query: Query) -> Answer:
        """Match the text as a substring."""
        return self._answer("pairs", literal(query.text))

    def filter(self, query: Query) -> Answer:
        """Match all of the words, filtered by source and date range."""
        arguments = (joined(query, " AND "), query.since, query.until, query.source)
        total = self._database.execute(_FILTERED_TOTAL, arguments).fetchone()[0]
        return Answer(self._hits(_FILTERED, *arguments, TOP), total)

    def facets(self, query: Query) -> Answer:
        """Match at least one of the words, with facet counts."""
        asked = joined(query, " OR ")
        sources: Counter[str] = Counter()
        months: Counter[str] = Counter()
        for source, month, count in self._database.execute(_COUNTS, (asked,)):
            sources[source] += count
            months[str(month)] += count
        total = sources.total()
        del sources[""], months["0"]
        hits = self._hits(_RANKED.format(table="words"), asked, TOP)
        return Answer(hits, total, {"source": dict(sources), "month": dict(months)})

    def date_sort(self, query: Query) -> Answer:
        """Match at least one of the words, sorted newest first."""
        asked = joined(query, " OR ")
        return Answer(self._hits(_NEWEST, asked, TOP), self._total("words", asked))

    def _answer(self, table: str, asked: str) -> Answer:
        return Answer(self._hits(_RANKED.format(table=table), asked, TOP), self._total(table, asked))

    def _hits(self, found: str, *arguments: str | int) -> list[Hit]:
        return [Hit(*row) for row in self._database.execute(_STORED.format(found=found), arguments)]

    def _total(self, table: str, asked: str) -> int:
        sql = f"select count(*) from {table} where {table} match ?"
        total: int = self._database.execute(sql, (asked,)).fetchone()[0]
        return total


def quoted(text: str) -> str:
    """Return a string of FTS5's query language."""
    return '"' + text.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return the query for a substring, over pairs of characters."""
    return quoted(text) + "*" if len(text) == 1 else quoted(bigrams.pairs(text))


def joined(query: Query, operator: str) -> str:
    """Return the words of a query, joined by an operator."""
    return operator.join(map(quoted, query.words))
