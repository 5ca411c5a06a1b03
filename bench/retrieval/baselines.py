"""Retrieval baselines: SQLite FTS5 over trigrams or character bigrams, and stock jieba with Whoosh."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from engine.text.normalize import fold

_RUN = re.compile(r"\w+")


class Fts5:
    """A table in memory, searched for documents that match any part of a query.

    Raises sqlite3.OperationalError if SQLite was built without FTS5 or is older than 3.34, which has no trigrams.
    """

    tokenizer = "unicode61"

    def __init__(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Index `documents`: ids, titles and bodies."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='{self.tokenizer}')")
        rows = ((name, self.text(f"{title}\n{body}")) for name, title, body in documents)
        self._database.executemany("INSERT INTO held VALUES (?, ?)", rows)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Return ids and scores of the best documents, best first."""
        asked = " OR ".join('"' + part.replace('"', '""') + '"' for part in dict.fromkeys(self.parts(text)))
        if not asked:
            return []
        wanted = "SELECT id, -bm25(held) FROM held WHERE held MATCH ? ORDER BY bm25(held) LIMIT ?"
        return self._database.execute(wanted, (asked, limit)).fetchall()

    def close(self) -> None:
        """Free the memory."""
        self._database.close()

    def text(self, text: str) -> str:
        """Return the indexed form of a text."""
        raise NotImplementedError

    def parts(self, text: str) -> list[str]:
        """Return the terms of a query."""
        raise NotImplementedError


class Trigrams(Fts5):
    """FTS5's own trigram tokenizer over raw texts; each run of characters between spaces in a query is a substring."""

    tokenizer = "trigram"

    def text(self, text: str) -> str:
        return text

    def parts(self, text: str) -> list[str]:
        return text.split()


class Pairs(Fts5):
    """Character bigrams as words."""

    def text(self, text: str) -> str:
        return " ".join(self.parts(text))

    def parts(self, text: str) -> list[str]:
        runs = _RUN.findall(fold(text).replace("_", " "))
        return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


class StockIndex:
    """jieba's ChineseAnalyzer in a Whoosh index in memory: title and body, any word of a query, BM25F with defaults."""

    def __init__(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """Index `documents`: ids, titles and bodies."""
        from jieba.analyse import ChineseAnalyzer  # leaves a file of its own open, which only this baseline accepts

        analyzer = ChineseAnalyzer()
        schema = Schema(id=ID(stored=True), title=TEXT(analyzer), body=TEXT(analyzer))
        self._index = RamStorage().create_index(schema)
        writer = self._index.writer()
        for name, title, body in documents:
            writer.add_document(id=name, title=title, body=body)
        writer.commit()
        self._parser = MultifieldParser(["title", "body"], schema, group=OrGroup)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Return ids and scores of the best documents."""
        with self._index.searcher() as searcher:
            return [(hit["id"], hit.score) for hit in searcher.search(self._parser.parse(text), limit=limit)]
