"""The default engine: the current generation of an index in a folder, and a new one as soon as there is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.whoosh.keeping import generations
from engine.backends.whoosh.snapshot import Snapshot
from engine.errors import SearchError
from engine.evidence import Part
from engine.query import Query, Request
from engine.results import Hit, Results
from engine.suggest import Suggestion


class WhooshEngine:
    """The index below `path`. When another generation becomes current, the next search is answered from that.

    With `follow` False it stays with the generation that it opened; with `folder` that is this one, current or not.
    """

    def __init__(self, path: Path, follow: bool = True, folder: Path | None = None) -> None:
        """Raises IndexMissing, IndexVersionError, IndexDamaged."""
        self._path, self._follow, self._opening = path, follow and folder is None, threading.Lock()
        self._version = generations.version(path)
        if folder:
            self._snapshot = Snapshot(folder)
        else:
            self._open()

    def _open(self) -> None:
        """Open the current generation; one that is cleared away while it is being opened gives way to the next."""
        while True:
            version = generations.version(self._path)
            try:
                # Searches under way go on with the former snapshot, which closes with the last of them.
                self._snapshot = Snapshot(generations.current(self._path))
            except SearchError:
                if generations.version(self._path) == version:
                    raise
                continue
            self._version = version
            return

    def _current(self) -> Snapshot:
        if self._follow and generations.version(self._path) != self._version:
            with self._opening:
                if generations.version(self._path) != self._version:
                    self._open()
        return self._snapshot

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""
        return self._current().search(request)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        return self._current().get(article_id)

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""
        return self._current().articles()

    def note(self, name: str) -> bytes | None:
        """What the builder left under this name, None where it left nothing."""
        return self._current().note(name)

    def info(self) -> IndexInfo:
        """What the index holds."""
        return self._current().info

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """What `typed` may become; `queries` are frequent ones, to choose from as well."""
        return self._current().asides.suggester.complete(typed, limit, queries)

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Texts that may have been meant where the query names nothing here but is close to names that are."""
        return self._current().asides.corrector.meant(query, limit)

    def explain(self, article_id: str, query: Query) -> tuple[Part, ...]:
        """What speaks for an article: the values add up to its score. Raises ArticleNotFound."""
        return self._current().explain(article_id, query)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        return self._current().similar(article_id, limit)

    def close(self) -> None:
        """Let go of files and memory."""
        self._snapshot.close()
