"""Baselines of relevance: SQLite FTS5 over trigrams or pairs of characters, and stock jieba with Whoosh."""

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
    """A table in memory; `search` gives ids and scores of the documents that match any part of a query, the best first.

    Raises sqlite3.OperationalError where SQLite was built without FTS5 or is older than 3.34, which has no trigrams.
    """

    tokenizer = "unicode61"

    def __init__(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """`documents` are ids, titles and bodies."""
        self._database = sqlite3.connect(":memory:")
        self._database.execute(f"CREATE VIRTUAL TABLE held USING fts5(id UNINDEXED, text, tokenize='{self.tokenizer}')")
        rows = ((name, self.text(f"{title}\n{body}")) for name, title, body in documents)
        self._database.executemany("INSERT INTO held VALUES (?, ?)", rows)

    def search(self, text: str, limit: int) -> list[tuple[str, float]]:
        """Ids and scores of the best documents."""
        asked = " OR ".join('"' + part.replace('"', '""') + '"' for part in dict.fromkeys(self.parts(text)))
        if not asked:
            return []
        wanted = "SELECT id, -bm25(held) FROM held WHERE held MATCH ? ORDER BY bm25(held) LIMIT ?"
        return self._database.execute(wanted, (asked, limit)).fetchall()

    def close(self) -> None:
        """Let go of the memory."""
        self._database.close()

    def text(self, text: str) -> str:
        """What is kept of a document."""
        raise NotImplementedError

    def parts(self, text: str) -> list[str]:
        """What a query asks for."""
        raise NotImplementedError


class Trigrams(Fts5):
    """FTS5's own trigram tokenizer: raw texts, raw queries, each run of characters between spaces a substring."""

    tokenizer = "trigram"

    def text(self, text: str) -> str:
        return text

    def parts(self, text: str) -> list[str]:
        return text.split()


class Pairs(Fts5):
    """Pairs of neighbouring characters as words."""

    def text(self, text: str) -> str:
        return " ".join(self.parts(text))

    def parts(self, text: str) -> list[str]:
        runs = _RUN.findall(fold(text).replace("_", " "))
        return [run[i : i + 2] for run in runs for i in range(len(run) - 1)]


class StockIndex:
    """jieba's ChineseAnalyzer in a Whoosh index in memory: title and body, any word of a query, BM25F as it comes."""

    def __init__(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """`documents` are ids, titles and bodies."""
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
        """Ids and scores of the best documents."""
        with self._index.searcher() as searcher:
            return [(hit["id"], hit.score) for hit in searcher.search(self._parser.parse(text), limit=limit)]
