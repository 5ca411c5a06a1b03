"""The right to write to an index on a cluster: a document that says until when, renewed while the writer lives."""

from __future__ import annotations

import threading
import time
import uuid
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConflictError, NotFoundError

from engine.backends.opensearch import notes
from engine.backends.opensearch.cluster import Cluster
from engine.errors import IndexLocked, SearchError

HELD = 60.0  # seconds until the lease of a writer that died can be taken
RENEWED = 10.0
PAUSE = 0.5
KEY = "writer"


class Lease:
    """Held from creation to release. The clocks of the machines that write must agree to within a few seconds."""

    def __init__(self, cluster: Cluster, wait: float = 0.0) -> None:
        """Raises IndexLocked where another writer still holds it after `wait` seconds."""
        self._cluster, self._owner = cluster, uuid.uuid4().hex
        self._index = notes.prepare(cluster)
        self._lost = threading.Event()
        self._done = threading.Event()
        end = time.monotonic() + wait
        while not self._take():
            if time.monotonic() >= end:
                raise IndexLocked(f"Another writer is at work on {cluster.address}; wait until it is done.")
            time.sleep(PAUSE)
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        self._keeper.start()

    def _take(self) -> bool:
        """Write our name where none stands, or where the time of another has run out."""

        def call(client: OpenSearch) -> bool:
            try:
                held: Any = client.get(index=self._index, id=KEY)
            except NotFoundError:
                held = None
            if held and held["_source"]["owner"] != self._owner and held["_source"]["until"] > time.time():
                return False
            known = (
                {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}
                if held
                else {"op_type": "create"}
            )
            body = {"owner": self._owner, "until": time.time() + HELD}
            try:
                client.index(index=self._index, id=KEY, body=body, params=known)
            except ConflictError:
                return False
            return True

        return self._cluster.ask(call)

    def _keep(self) -> None:
        renewed = time.monotonic()
        while not self._done.wait(RENEWED):
            try:
                if not self._take():
                    self._lost.set()
                    return
                renewed = time.monotonic()
            except SearchError:
                if time.monotonic() - renewed > HELD:
                    self._lost.set()
                    return

    def check(self) -> None:
        """Raises IndexLocked where the lease was lost: another writer may be at work by now."""
        if self._lost.is_set():
            raise IndexLocked(
                f"The cluster at {self._cluster.address} was away for so long that another writer may have begun; "
                "readers keep the index they have: build again."
            )

    def release(self) -> None:
        """Let the next writer in; harmless when called again."""
        if self._done.is_set():
            return
        self._done.set()
        self._keeper.join()

        def call(client: OpenSearch) -> None:
            try:
                held = client.get(index=self._index, id=KEY)
                if held["_source"]["owner"] == self._owner:
                    known = {"if_seq_no": held["_seq_no"], "if_primary_term": held["_primary_term"]}
                    client.delete(index=self._index, id=KEY, params=known)
            except (NotFoundError, ConflictError):
                pass

        try:
            self._cluster.ask(call)
        except SearchError:
            return  # it runs out by itself
