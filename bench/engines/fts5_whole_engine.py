"""SQLite FTS5 with its snippet function and counts by GROUP BY."""

from __future__ import annotations

from collections.abc import Iterable

from bench.adapter import TOP
from bench.corpus import VALUE_SEPARATOR, Document
from bench.engines import fts5_engine
from bench.queries import Query

_TABLES = f"""
    create table stored(number integer primary key, id text, date integer, month integer, source text, title text, body text);
    create virtual table texts using fts5(title, body, tokenize='{fts5_engine.TOKENS}');
    create virtual table pairs using fts5(text, content='', prefix='1', tokenize='{fts5_engine.TOKENS}');
    create table named(number integer, facet text, value text);
    insert into texts(texts, rank) values('rank', 'bm25(2.0, 1.0)');
"""  # fmt: skip  # noqa: E501
_MATCHES = "create temp table matches as select rowid as number, rank as place from {table} where {table} match ?"
_HITS = "select s.* from matches m join stored s using (number) order by m.place limit ?"
_PASSAGE = "select snippet(texts, 1, '<b>', '</b>', '…', 40) from texts where rowid = ? and texts match ?"
_COUNTS = (
    "select source, count(*) n from matches join stored using (number) group by 1 order by n desc limit 20",
    "select month, count(*) n from matches join stored using (number) group by 1 order by n desc limit 20",
    "select facet, value, count(*) n from matches join named using (number) group by 1, 2 order by n desc limit 40",
)


class Engine(fts5_engine.Engine):
    """Keeps the segmented texts, which passages are cut from."""

    def index_whole(self, documents: Iterable[Document]) -> None:
        """Index segmented documents with pairs, towns and leaders."""
        self.open()
        write = self._database.execute
        self._database.executescript(_TABLES)
        for number, d in enumerate(documents, 1):
            stored = (number, d.id, d.date, d.month, d.source, d.title, d.body)
            write("insert into stored values(?, ?, ?, ?, ?, ?, ?)", stored)
            write("insert into texts(rowid, title, body) values(?, ?, ?)", (number, d.title_words, d.body_words))
            write("insert into pairs(rowid, text) values(?, ?)", (number, d.pairs))
            for facet, values in (("town", d.towns), ("leader", d.leaders)):
                rows = [(number, facet, value) for value in values.split(VALUE_SEPARATOR) if value]
                self._database.executemany("insert into named values(?, ?, ?)", rows)
        write("create index named_number on named(number)")
        for table in ("texts", "pairs"):
            write(f"insert into {table}({table}) values('optimize')")
        self._database.commit()
        self._database.close()

    def whole_words(self, query: Query) -> int:
        """Match all of the words; return the total."""
        return self._whole("texts", fts5_engine.joined(query, " AND "), fts5_engine.joined(query, " AND "))

    def whole_quoted(self, query: Query) -> int:
        """Match the text as a substring; return the total."""
        return self._whole("pairs", fts5_engine.literal(query.text), "")

    def _whole(self, table: str, text: str, passage: str) -> int:
        ask = self._database.execute
        ask(_MATCHES.format(table=table), (text,))
        total: int = ask("select count(*) from matches").fetchone()[0]
        for number, *_ in ask(_HITS, (TOP,)).fetchall():
            if passage:
                ask(_PASSAGE, (number, passage)).fetchone()
        for counts in _COUNTS:
            ask(counts).fetchall()
        ask("drop table matches")
        return total
