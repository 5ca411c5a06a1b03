"""A new index brought to rest: every shard one segment, every copy the same."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

from engine.backends.opensearch.client.cluster import WRITE_TIMEOUT_SECONDS, Cluster
from engine.backends.opensearch.generations import cluster_generations
from engine.errors import BuildRefused, SearchError

POLL_SECONDS = 0.3  # seconds between two looks
# Seconds that the cluster is given to let go of what only recovery needs; it looks every 30.
RELEASE_TIMEOUT_SECONDS = 40.0
MIN_RELEASE_ARTICLES = 10_000  # articles from which that is waited for
STALL_TIMEOUT_SECONDS = 300.0  # seconds without any change after which copies that differ are given up
Counts = dict[int, dict[str, tuple[int, int]]]  # of each shard, by node: articles, and the sum of their marks


def force_merge(cluster: Cluster, index: str, articles: int, check: Callable[[], None]) -> None:
    """Make each shard one segment: a third smaller, and quicker to search; `check` is called all the while.

    Nothing hangs on it: a shard that cannot be merged, for want of room or since its server died, stays as it is.
    """
    if articles >= MIN_RELEASE_ARTICLES:
        _release(cluster, index, check)
    params = {"max_num_segments": 1, "request_timeout": WRITE_TIMEOUT_SECONDS}
    # One that takes longer goes on, and is waited for.
    with contextlib.suppress(SearchError), cluster.explained():
        cluster.writer.indices.forcemerge(index=index, params=params)
    while _merging(cluster, index):
        check()
        time.sleep(POLL_SECONDS)
    cluster.ask(lambda client: client.indices.refresh(index=index), WRITE_TIMEOUT_SECONDS)
    cluster.ask(lambda client: client.indices.flush(index=index), WRITE_TIMEOUT_SECONDS)


def _release(cluster: Cluster, index: str, check: Callable[[], None]) -> None:
    """Wait until every copy has what was written: merging then drops what was kept to be sent to it again.

    That is the whole of each request, twice the size of the article.
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
    """How many articles all shards hold, and the sum of their marks, once every copy that is up holds the same.

    `check` is called all the while. Raises BuildRefused where copies stay different, IndexUnavailable.
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
                f"Copies of the new index of {cluster.address} stay different: readers keep the index they have."
            )
        time.sleep(POLL_SECONDS)


def _copy_counts(cluster: Cluster, index: str) -> tuple[Counts, SearchError | None]:
    """What each copy that is up holds; nothing, and why, where one that was up does not answer."""
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
