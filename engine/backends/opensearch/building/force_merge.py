"""Final steps of a new index: merge every shard into one segment and wait until all copies are equal."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from engine.backends.opensearch.client.cluster import WRITE_TIMEOUT_SECONDS, Cluster
from engine.backends.opensearch.generations import cluster_generations
from engine.errors import BuildRefused, SearchError

POLL_SECONDS = 0.3  # seconds between two checks
# Seconds to wait for the cluster to drop retention leases; it checks every 30.
RELEASE_TIMEOUT_SECONDS = 40.0
MIN_RELEASE_ARTICLES = 10_000  # number of articles from which to wait for the leases
STALL_TIMEOUT_SECONDS = 300.0  # seconds without any change after which differing copies are an error
Counts = dict[int, dict[str, tuple[int, int]]]  # by shard and node: number of articles, and the sum of their marks


def force_merge(cluster: Cluster, index: str, articles: int, check: Callable[[], None]) -> None:
    """Merge each shard into one segment: a third smaller, and faster to search; `check` is called while waiting.

    The merge is optional: a shard that cannot be merged, for lack of space or because its server died, stays as it is.
    """
    if articles >= MIN_RELEASE_ARTICLES:
        _release(cluster, index, check)
    params = {"max_num_segments": 1, "request_timeout": WRITE_TIMEOUT_SECONDS}
    # A merge that takes longer than the timeout continues on the cluster; the loop below waits for it.
    with contextlib.suppress(SearchError), cluster.explained():
        cluster.writer.indices.forcemerge(index=index, params=params)
    while _merging(cluster, index):
        check()
        time.sleep(POLL_SECONDS)
    cluster.ask(lambda client: client.indices.refresh(index=index), WRITE_TIMEOUT_SECONDS)
    cluster.ask(lambda client: client.indices.flush(index=index), WRITE_TIMEOUT_SECONDS)


def _release(cluster: Cluster, index: str, check: Callable[[], None]) -> None:
    """Wait until every copy has received all operations, so that merging drops the operations kept for recovery.

    These hold the whole of each request, twice the size of the article.
    """
    end = time.monotonic() + RELEASE_TIMEOUT_SECONDS
    while time.monotonic() < end:
        told: Any = cluster.ask(lambda client: client.indices.stats(index=index, metric="docs", level="shards"))
        copies = [copy for copies in told["indices"][index]["shards"].values() for copy in copies]
        if all(_is_released(copy) for copy in copies):
            return
        check()
        time.sleep(POLL_SECONDS)


def _is_released(copy: dict[str, Any]) -> bool:
    last = copy["seq_no"]["max_seq_no"]
    return all(lease["retaining_seq_no"] > last for lease in copy["retention_leases"]["leases"])


def _merging(cluster: Cluster, index: str) -> bool:
    stats = cluster.ask(lambda client: client.indices.stats(index=index, metric="merge"), WRITE_TIMEOUT_SECONDS)
    return bool(stats["_all"]["total"]["merges"]["current"])


def await_equal_copies(cluster: Cluster, index: str, check: Callable[[], None]) -> tuple[int, int]:
    """Return the number of articles and the sum of their marks once all active copies of each shard agree.

    `check` is called while waiting. Raises BuildRefused if copies stay different, IndexUnavailable.
    """
    before: Counts | None = None
    changed = time.monotonic()
    while True:
        check()
        counts, failure = _copy_counts(cluster, index)
        if counts and all(len(set(copies.values())) == 1 for copies in counts.values()):
            sums = [next(iter(copies.values())) for copies in counts.values()]
            return sum(count for count, _ in sums), sum(marks for _, marks in sums)
        if counts != before:
            before, changed = counts, time.monotonic()
        elif time.monotonic() - changed > STALL_TIMEOUT_SECONDS:
            raise failure or BuildRefused(
                "Copies of the new index of %(address)s stay different: readers keep the index they have.",
                address=cluster.address,
            )
        time.sleep(POLL_SECONDS)


def _copy_counts(cluster: Cluster, index: str) -> tuple[Counts, SearchError | None]:
    """Return the counts of each active copy; none, and the error, if an active copy does not answer."""
    counts: Counts = {}
    shards: Any = cluster.ask(lambda client: client.search_shards(index=index), WRITE_TIMEOUT_SECONDS)
    try:
        for shard, copies in enumerate(shards["shards"]):
            preferences = {copy["node"]: f"_shards:{shard}|_only_nodes:{copy['node']}" for copy in copies}
            counts[shard] = {
                node: cluster_generations.count_documents(cluster, index, those) for node, those in preferences.items()
            }
    except SearchError as error:
        return {}, error
    return counts, None
