"""The stock combination, to measure against: jieba's ChineseAnalyzer in a Whoosh index in memory."""

from __future__ import annotations

from collections.abc import Iterable

from whoosh.fields import ID, TEXT, Schema
from whoosh.filedb.filestore import RamStorage
from whoosh.qparser import MultifieldParser, OrGroup

from engine.analysis import stock_analyzer


class StockIndex:
    """Title and body of documents, any word of a query, BM25F as it comes."""

    def __init__(self, documents: Iterable[tuple[str, str, str]]) -> None:
        """`documents` are ids, titles and bodies."""
        analyzer = stock_analyzer()
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
