"""The engine on a cluster: the generation that the alias names, and a new one soon after there is one."""

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
    """The index at `address`. When another generation becomes current, searches move on to it within a second.

    With `follow` False it stays with the generation that it opened; with `name` that is this one, current or not.
    While the cluster cannot answer, a request is tried again for as long as the address says, then it raises
    IndexUnavailable.
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
        """Hits in order, exact total, facet counts. Raises QueryTooCostly."""
        snapshot = self._current()
        try:
            return snapshot.search(request)
        except IndexMissing:  # removed by a build between the look and the search
            if snapshot is self._current():
                raise
            return self._current().search(request)

    def close(self) -> None:
        """Give back what the cluster keeps for it; the connections stay, for the next that asks."""
        self._snapshot.close()
