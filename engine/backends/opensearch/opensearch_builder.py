"""Builder of a generation on a cluster: a new or cloned index is filled in bulk, verified and made current."""

from __future__ import annotations

import contextlib
import datetime
import os
from collections.abc import Callable, Iterable
from typing import Any

from opensearchpy import OpenSearch

from engine.article import Article
from engine.backend import IndexInfo
from engine.backends.opensearch.building import bulk_requests, force_merge
from engine.backends.opensearch.building.bulk_queue import BulkQueue
from engine.backends.opensearch.client.cluster import connect, retry_on_missing
from engine.backends.opensearch.client.cluster_address import ClusterAddress
from engine.backends.opensearch.documents import mapping
from engine.backends.opensearch.generations import build_notes, cluster_generations, pair_note
from engine.backends.opensearch.generations.cluster_generations import ClusterGeneration
from engine.backends.opensearch.generations.write_lease import WriteLease
from engine.backends.opensearch.searching.cluster_searcher import ClusterSearcher, open_generation
from engine.errors import BuildRefused, IndexMissing, IndexUnavailable, SearchError
from engine.messages import Message
from engine.vocabulary import Vocabulary

REMOVAL_BATCH_IDS = 5000  # ids removed in one request
KEPT_GENERATIONS = 2  # former generations kept besides the current one
SHARD_TIMEOUT_SECONDS = 60.0  # seconds to wait for the primary shards of a new index
REPLICA_TIMEOUT_SECONDS = 20.0  # seconds to wait for its replicas
# `_await_shards` waits for the shards of a new index in a separate request.
_WAIT_FOR_NO_SHARDS = {"wait_for_active_shards": "0"}


class OpenSearchBuilder:
    """Writes one new generation at `address`; with `update` it starts from the articles of the current one.

    `processes` None means one per core. `progress` is called with the number of articles sent so far. `rejected` has a
    sentence for each article that the cluster refused. Raises IndexLocked, IndexUnavailable.
    """

    def __init__(
        self,
        address: ClusterAddress,
        processes: int | None = None,
        update: bool = False,
        progress: Callable[[int], None] | None = None,
        keep: int = KEPT_GENERATIONS,
        wait: float = 0.0,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self._address, self._keep, self._vocabulary = address, keep, vocabulary or Vocabulary()
        self._cluster = connect(address)
        self._cluster.greet()
        self._lease = WriteLease(self._cluster, wait)
        try:
            self._former = self._find_former() if update else None
            self._clear()
            self._name = cluster_generations.new_name(self._cluster)
            self._index = cluster_generations.index_of(address, self._name)
            self._create()
        except BaseException:
            self._lease.release()
            raise
        self._bulk = bulk_requests.Bulk(self._cluster, self._index)
        first = self._former.meta.next if self._former else 1
        words = self._vocabulary.words
        pairs = pair_note.begin(self._cluster, self._former.name if self._former else None)
        self._intake = BulkQueue(self._bulk.add, first, processes or os.cpu_count() or 1, pairs, progress, words)
        self._base = self._former.meta.articles if self._former else 0
        self._notes: dict[str, bytes] = {}
        self._built: ClusterSearcher | None = None

    @property
    def rejected(self) -> tuple[Message, ...]:
        """Reasons why the cluster refused articles, one sentence each."""
        return tuple(self._bulk.rejected)

    @property
    def retried(self) -> int:
        """Number of operations that were sent again."""
        return self._bulk.retried

    def _find_former(self) -> ClusterGeneration | None:
        try:
            return cluster_generations.read(self._cluster, cluster_generations.current(self._cluster))
        except IndexMissing:
            return None

    def _clear(self) -> None:
        """Remove unfinished indices of writers that died; only the holder of the lease may do so."""
        finished = {held.name for held in cluster_generations.finished_generations(self._cluster)}
        for name in cluster_generations.list_generations(self._cluster):
            if name in finished:
                continue
            if cluster_generations.unfinished_generations(self._cluster, name):
                cluster_generations.remove(self._cluster, name)

    def _create(self) -> None:
        settings = mapping.settings(self._address.shards, self._address.replicas)

        def call(client: OpenSearch) -> None:
            with retry_on_missing():
                if self._former is None:
                    body = {"settings": settings, "mappings": mapping.mappings()}
                    client.indices.create(index=self._index, body=body, params=dict(_WAIT_FOR_NO_SHARDS))
                else:
                    changed = {"index.blocks.write": None, "index.refresh_interval": -1}
                    places = {"index": self._former.index, "target": self._index}
                    client.indices.clone(**places, body={"settings": changed}, params=dict(_WAIT_FOR_NO_SHARDS))

        self._cluster.ask(call, SHARD_TIMEOUT_SECONDS)
        self._await_shards()
        self._cluster.ask(lambda client: client.indices.put_mapping(index=self._index, body=mapping.unbuilt_meta()))

    def _await_shards(self) -> None:
        """Wait until one copy of each shard is active and, for a limited time, all assigned copies.

        A shard with a single copy is unavailable as soon as its node is.
        """
        try:
            self._await({"wait_for_status": "yellow"}, SHARD_TIMEOUT_SECONDS)
        except IndexUnavailable as error:
            raise IndexUnavailable(
                "%(address)s does not bring up the shards of %(index)s: see its health, then try again.",
                address=self._address,
                index=self._index,
            ) from error
        with contextlib.suppress(IndexUnavailable):
            # Replicas are allocated in a separate step, which must be waited for too.
            self._await(
                {"wait_for_no_initializing_shards": "true", "wait_for_events": "normal"}, REPLICA_TIMEOUT_SECONDS
            )

    def _await(self, condition: dict[str, Any], seconds: float) -> None:
        """Wait until the index has this health; the cluster answers 408 if it does not reach it in time."""
        params = {**condition, "timeout": f"{seconds:g}s", "request_timeout": seconds + 10}
        self._cluster.ask(lambda client: client.cluster.health(index=self._index, params=dict(params)), seconds)

    def add(self, articles: Iterable[Article]) -> int:
        """Add articles; one with an existing id replaces the old article. Returns the number added."""
        before = self._intake.added
        for article in articles:
            self._intake.add(article)
        return self._intake.added - before

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove these articles from the new generation. Returns how many existed."""
        gone = list(article_ids)
        self._flush()
        before = self._bulk.deleted
        operations = list(map(bulk_requests.delete_operation, gone, self._intake.numbers(len(gone))))
        for start in range(0, len(operations), REMOVAL_BATCH_IDS):
            self._bulk.add(operations[start : start + REMOVAL_BATCH_IDS])
        self._bulk.flush()
        return self._bulk.deleted - before

    def note(self, name: str, data: bytes) -> None:
        """Save bytes with the generation under a name of lower-case letters, for `Engine.note`."""
        self._notes[name] = data

    def _flush(self) -> None:
        self._intake.flush()
        self._bulk.flush()

    def verify(self) -> ClusterSearcher:
        """Write everything, verify it and block further writes. Returns the new generation, open but not yet current.

        Raises BuildRefused if the cluster does not contain the articles it acknowledged.
        """
        if self._built is None:
            self._flush()
            meta = self._build_meta()
            self._lease.check()
            pair_note.write(self._cluster, self._name, self._intake.pairs.total())
            for name, data in self._notes.items():
                build_notes.write(self._cluster, self._name, name, data)
            shut = {"index.blocks.write": True}
            self._cluster.ask(
                lambda client: client.indices.put_settings(index=self._index, body=shut), SHARD_TIMEOUT_SECONDS
            )
            content = mapping.write(meta)
            self._cluster.ask(
                lambda client: client.indices.put_mapping(index=self._index, body=content), SHARD_TIMEOUT_SECONDS
            )
            self._built = open_generation(self._address, self._name, self._vocabulary)
        return self._built

    def _build_meta(self) -> mapping.BuildMeta:
        """Return metadata of the index as it is now. Raises BuildRefused if its size is not as expected."""
        wait = {"request_timeout": 600}
        self._cluster.ask(
            lambda client: client.indices.refresh(index=self._index, params=dict(wait)), SHARD_TIMEOUT_SECONDS
        )
        self._cluster.ask(
            lambda client: client.indices.flush(index=self._index, params=dict(wait)), SHARD_TIMEOUT_SECONDS
        )
        if self._former is None:
            force_merge.force_merge(self._cluster, self._index, self._bulk.created, self._lease.check)
        count, marks = force_merge.await_equal_copies(self._cluster, self._index, self._lease.check)
        least = self._base + self._bulk.created - self._bulk.deleted
        if not least - self._bulk.unsure <= count <= least + self._bulk.unsure:
            raise BuildRefused(
                "%(address)s holds %(count)s articles of the new index, not the %(least)s that it took: readers "
                "keep the index they have.",
                address=self._address,
                count=f"{count:,}",
                least=f"{least:,}",
            )
        digest = cluster_generations.digest(count, marks)
        return mapping.BuildMeta(datetime.datetime.now(datetime.UTC), count, digest, self._intake.next)

    def switch(self) -> IndexInfo:
        """Verify the generation if necessary and make it the one that readers open."""
        info = self.verify().info()
        self._lease.check()
        cluster_generations.move_alias(self._cluster, self._name)
        self._prune()
        self._stop()
        return info

    def _prune(self) -> None:
        """Remove all generations except this one and the newest others to keep."""
        others = [
            held.name for held in cluster_generations.finished_generations(self._cluster) if held.name != self._name
        ]
        for name in others[: max(0, len(others) - self._keep)]:
            cluster_generations.remove(self._cluster, name)
            build_notes.remove(self._cluster, name)

    def _stop(self) -> None:
        self._bulk.stop()
        self._intake.stop()
        self._lease.release()

    def abandon(self) -> None:
        """Discard the unfinished generation; readers keep the current one."""
        self._bulk.stop()
        try:
            try:
                current = cluster_generations.current(self._cluster)
            except IndexMissing:
                current = ""
            if current != self._name:
                cluster_generations.remove(self._cluster, self._name)
        except SearchError:
            pass  # the cluster is unreachable; the next writer cleans up
        finally:
            self._stop()
