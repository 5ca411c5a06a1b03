"""The engine on a cluster: the generation that the alias names, and a new one soon after there is one."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.opensearch import generations
from engine.backends.opensearch.address import Address
from engine.backends.opensearch.cluster import connect
from engine.backends.opensearch.snapshot import Snapshot
from engine.errors import IndexMissing
from engine.evidence import Part
from engine.query import Query, Request
from engine.results import Hit, Results
from engine.suggest import Suggestion


class OpenSearchEngine:
    """The index at `address`. When another generation becomes current, searches move on to it within a second.

    With `follow` False it stays with the generation that it opened; with `name` that is this one, current or not.
    While the cluster cannot answer, a request is tried again for as long as the address says, then it raises
    IndexUnavailable.
    """

    def __init__(self, address: Address, follow: bool = True, name: str | None = None) -> None:
        """Raises SettingError, IndexMissing, IndexVersionError, IndexDamaged, IndexUnavailable."""
        self._cluster = connect(address)
        self._cluster.greet()
        self._follow, self._opening = follow and name is None, threading.Lock()
        self._open(name or generations.current(self._cluster))

    def _open(self, name: str) -> None:
        self._snapshot = Snapshot(self._cluster, generations.read(self._cluster, name))
        self._name = name

    def _current(self) -> Snapshot:
        if self._follow:
            name = generations.version(self._cluster)
            if name and name != self._name:
                with self._opening:
                    if name != self._name:
                        former = self._snapshot
                        self._open(name)
                        former.close()
        return self._snapshot

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts. Raises QueryTooCostly."""
        snapshot = self._current()
        try:
            return snapshot.search(request)
        except IndexMissing:  # removed by a build between the look and the search
            if snapshot is self._current():
                raise
            return self._current().search(request)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        return self._current().get(article_id)

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""
        return self._current().articles()

    def note(self, name: str) -> bytes | None:
        """What the builder left with the index under this name, None where it left nothing."""
        return self._current().note(name)

    def info(self) -> IndexInfo:
        """What the index holds."""
        return self._current().info

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """What `typed` may become; `queries` are frequent ones, to choose from as well."""
        return self._current().suggester.complete(typed, limit, queries)

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Texts that may have been meant where the query names nothing here but is close to names that are."""
        return self._current().corrector.meant(query, limit)

    def explain(self, article_id: str, query: Query) -> tuple[Part, ...]:
        """What speaks for an article: the values add up to its score. Raises ArticleNotFound."""
        return self._current().explain(article_id, query)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        return self._current().similar(article_id, limit)

    def close(self) -> None:
        """Give back what the cluster keeps for it; the connections stay, for the next that asks."""
        self._snapshot.close()
