"""The default engine: an index in a folder, opened for reading."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh import generations
from engine.backends.whoosh.plain import Entry, search
from engine.errors import ArticleNotFound
from engine.query import Request
from engine.results import Results


class WhooshEngine:
    """The generation of the index below `path` that is current when it is opened."""

    def __init__(self, path: Path) -> None:
        """Raises IndexMissing, IndexVersionError, IndexDamaged."""
        self._path = path
        self._open()

    def _open(self) -> None:
        self._version = generations.version(self._path)
        folder = generations.current(self._path)
        self._folder = folder
        with (folder / "articles.jsonl").open(encoding="utf-8") as lines:
            entries = [Entry(Article.from_stored(json.loads(line))) for line in lines]
        self._entries = {entry.article.id: entry for entry in entries}

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""
        if generations.version(self._path) != self._version:
            self._open()
        return search(list(self._entries.values()), request)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        try:
            return self._entries[article_id].article
        except KeyError:
            raise ArticleNotFound(f"No article has the id {article_id!r}.") from None

    def info(self) -> IndexInfo:
        """What the index holds."""
        articles = [entry.article for entry in self._entries.values()]
        dates = [article.date for article in articles if article.date]
        return IndexInfo(
            generation=self._folder.name,
            built=datetime.datetime.strptime(self._folder.name + "+0000", "%Y%m%dT%H%M%S%f%z"),
            articles=len(articles),
            sources=len({article.source for article in articles if article.source}),
            first=min(dates, default=None),
            last=max(dates, default=None),
        )

    def close(self) -> None:
        """Let go of everything."""
        self._entries = {}
