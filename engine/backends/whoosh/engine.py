"""The default engine: the current generation of an index in a folder, and a new one as soon as there is one."""

from __future__ import annotations

import threading
from pathlib import Path

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh import generations
from engine.backends.whoosh.snapshot import Snapshot
from engine.query import Request
from engine.results import Results


class WhooshEngine:
    """The index below `path`. When another generation becomes current, the next search is answered from that.

    With `follow` False it stays with the generation that it opened.
    """

    def __init__(self, path: Path, follow: bool = True) -> None:
        """Raises IndexMissing, IndexVersionError, IndexDamaged."""
        self._path, self._follow, self._opening = path, follow, threading.Lock()
        self._version = generations.version(path)
        self._snapshot = Snapshot(generations.current(path))

    def _current(self) -> Snapshot:
        if self._follow and generations.version(self._path) != self._version:
            with self._opening:
                version = generations.version(self._path)
                if version != self._version:
                    # Searches under way go on with the former snapshot, which closes with the last of them.
                    self._snapshot = Snapshot(generations.current(self._path))
                    self._version = version
        return self._snapshot

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""
        return self._current().search(request)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        return self._current().get(article_id)

    def info(self) -> IndexInfo:
        """What the index holds."""
        return self._current().info

    def close(self) -> None:
        """Let go of files and memory."""
        self._snapshot.close()
