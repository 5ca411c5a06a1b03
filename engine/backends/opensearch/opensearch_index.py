"""Engine on a cluster: opens the generation that the alias names and follows it to newer ones."""

from __future__ import annotations

import threading

from engine.backends.forwarding import ForwardingEngine
from engine.backends.opensearch.client.cluster import connect
from engine.backends.opensearch.client.cluster_address import ClusterAddress
from engine.backends.opensearch.generations import cluster_generations
from engine.backends.opensearch.searching.cluster_searcher import ClusterSearcher
from engine.errors import IndexMissing
from engine.query.tree import Request
from engine.results.results import Results


class OpenSearchIndex(ForwardingEngine):
    """Index at `address`. Searches move to another generation within a second of its becoming current.

    With `follow` False it stays with the generation it opened; with `name` it opens that one, current or not. While the
    cluster cannot answer, a request is retried for the `patience` of the address, then raises IndexUnavailable.
    """

    def __init__(self, address: ClusterAddress, follow: bool = True, name: str | None = None) -> None:
        """Raises SettingError, IndexMissing, IndexVersionError, IndexDamaged, IndexUnavailable."""
        self._cluster = connect(address)
        self._cluster.greet()
        self._follow, self._opening = follow and name is None, threading.Lock()
        self._open(name or cluster_generations.current(self._cluster))

    def _open(self, name: str) -> None:
        self._snapshot = ClusterSearcher(self._cluster, cluster_generations.read(self._cluster, name))
        self._name = name

    def _current(self) -> ClusterSearcher:
        if self._follow:
            name = cluster_generations.version(self._cluster)
            if name and name != self._name:
                with self._opening:
                    if name != self._name:
                        former = self._snapshot
                        self._open(name)
                        former.close()
        return self._snapshot

    def search(self, request: Request) -> Results:
        """Return hits in order, the exact total and facet counts. Raises QueryTooCostly."""
        snapshot = self._current()
        try:
            return snapshot.search(request)
        except IndexMissing:  # removed by a build after `_current` returned it
            if snapshot is self._current():
                raise
            return self._current().search(request)

    def close(self) -> None:
        """Release points in time held on the cluster; connections stay open for the next user of the address."""
        self._snapshot.close()
