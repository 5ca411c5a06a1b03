"""Lease for writing to an index on a cluster: a document with an expiry time, renewed while the writer lives."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError

from engine.backends.opensearch.client.cluster import Cluster
from engine.backends.opensearch.generations import build_notes
from engine.errors import IndexLocked, SearchError

LEASE_SECONDS = 60.0  # seconds until the lease of a dead writer expires
RENEWAL_SECONDS = 10.0
RETRY_PAUSE_SECONDS = 0.5
LEASE_ID = "writer"
_FIRST = {"op_type": "create"}


class WriteLease:
    """Exclusive right to write, from creation to release. Clocks of writers must agree to within a few seconds."""

    def __init__(self, cluster: Cluster, wait: float = 0.0) -> None:
        """Acquire the lease. Raises IndexLocked if another writer still has it after `wait` seconds."""
        self._cluster, self._owner = cluster, uuid.uuid4().hex
        self._index = build_notes.prepare(cluster)
        self._done = threading.Event()
        end = time.monotonic() + wait
        while not self._take():
            if time.monotonic() >= end:
                raise IndexLocked(
                    "Another writer is at work on %(address)s; wait until it is done.", address=cluster.address
                )
            time.sleep(RETRY_PAUSE_SECONDS)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _take(self) -> bool:
        """Acquire or renew the lease if it is free, our own or expired; return True on success."""

        def call(client: OpenSearch) -> bool:
            held = _read_lease(client, self._index)
            if held and held["_source"]["owner"] != self._owner and held["_source"]["until"] > time.time():
                return False
            place = {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]} if held else _FIRST
            body = {"owner": self._owner, "until": time.time() + LEASE_SECONDS}
            try:
                client.index(index=self._index, id=LEASE_ID, body=body, params=dict(place))
            except ConflictError:  # another writer was faster, or this is a retry after a lost response
                held = _read_lease(client, self._index)
                return bool(held) and held["_source"]["owner"] == self._owner
            return True

        return self._cluster.ask(call)

    def _keep(self) -> None:
        while not self._done.wait(RENEWAL_SECONDS):
            with contextlib.suppress(SearchError):  # the cluster is unreachable, for every other writer too
                if not self._take():
                    return

    def check(self) -> None:
        """Renew the lease. Raises IndexLocked if another writer acquired it during an outage of the cluster."""
        if not self._take():
            raise IndexLocked(
                "The cluster at %(address)s was away for so long that another writer has begun; readers keep "
                "the index they have: build again when that is done.",
                address=self._cluster.address,
            )

    def release(self) -> None:
        """Release the lease for the next writer; harmless when called again."""
        if self._done.is_set():
            return
        self._done.set()
        self._keeper.join()

        def call(client: OpenSearch) -> None:
            try:
                lease = _read_lease(client, self._index)
                if lease and lease["_source"]["owner"] == self._owner:
                    condition = {"if_seq_no": lease["_seq_no"], "if_primary_term": lease["_primary_term"]}
                    client.delete(index=self._index, id=LEASE_ID, params=condition)
            except (NotFoundError, ConflictError):
                pass

        try:
            self._cluster.ask(call)
        except SearchError:
            return  # the lease expires by itself


def _read_lease(client: OpenSearch, index: str) -> Any:
    try:
        return client.get(index=index, id=LEASE_ID)
    except NotFoundError:
        return None
