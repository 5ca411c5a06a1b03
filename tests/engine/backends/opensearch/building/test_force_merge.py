"""Force merge of a new index to one segment per shard, trusted only when all copies are equal."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from bench.cluster.local_cluster import Cluster
from engine.backends.opensearch.building import force_merge
from engine.backends.opensearch.client.cluster import Cluster as Connections
from engine.backends.opensearch.client.cluster_address import parse
from engine.errors import BuildRefused, IndexUnavailable
from tests.engine.backends import made
from tests.engine.backends.conftest import build

NOWHERE = Connections(parse("opensearch+http://127.0.0.1:9/zhenwen"))
SAME: force_merge.Counts = {0: {"a": (3, 40), "b": (3, 40)}, 1: {"a": (2, 7)}}
BEHIND: force_merge.Counts = {0: {"a": (3, 40), "b": (3, 12)}, 1: {"a": (2, 7)}}
UNPLACED: force_merge.Counts = {**SAME, 1: {}}


def looks(monkeypatch: pytest.MonkeyPatch, *found: Any) -> None:
    """Fake the states of the copies seen by successive polls; the last one repeats."""
    seen: Iterator[Any] = iter(found)
    monkeypatch.setattr(force_merge, "POLL_SECONDS", 0)
    monkeypatch.setattr(force_merge, "_copy_counts", lambda *_: next(seen, found[-1]))


def settled() -> tuple[int, int]:
    return force_merge.await_equal_copies(NOWHERE, "index", lambda: None)


@pytest.mark.parametrize("before", [BEHIND, UNPLACED, {}])
def test_copies_that_are_behind_are_waited_for(monkeypatch: pytest.MonkeyPatch, before: force_merge.Counts) -> None:
    looks(monkeypatch, (before, None), (before, None), (SAME, None))
    assert settled() == (5, 47)


@pytest.mark.parametrize(
    ("found", "told"), [((BEHIND, None), BuildRefused), (({}, IndexUnavailable("away")), IndexUnavailable)]
)
def test_copies_that_stay_different_stop_a_build(monkeypatch: pytest.MonkeyPatch, found: Any, told: type) -> None:
    monkeypatch.setattr(force_merge, "STALL_TIMEOUT_SECONDS", 0.05)
    looks(monkeypatch, found)
    with pytest.raises(told):
        settled()


@pytest.mark.parametrize(("kept", "released"), [(9, True), (8, False)])
def test_what_may_be_sent_again_is_known_by_its_number(kept: int, released: bool) -> None:
    lease = {"id": "peer_recovery/a", "retaining_seq_no": kept}
    copy = {"seq_no": {"max_seq_no": 8}, "retention_leases": {"leases": [lease]}}
    assert force_merge._is_released(copy) == released


@pytest.mark.cluster
def test_a_generation_has_one_segment_a_shard(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(force_merge, "MIN_RELEASE_ARTICLES", 1)
    monkeypatch.setattr(force_merge, "RELEASE_TIMEOUT_SECONDS", 0.5)
    url, dice = cluster.url("settled", shards="2"), random.Random(3)
    build(url, [made.article(dice, number) for number in range(40)])
    told = cluster.ask("/settled/_stats/segments,docs?level=shards")["indices"]
    copies = [copy for index in told.values() for shard in index["shards"].values() for copy in shard]
    assert sum(copy["docs"]["count"] for copy in copies) == 40
    assert [copy["segments"]["count"] for copy in copies] == [1, 1]
    cluster.ask("/settled*", "DELETE")
