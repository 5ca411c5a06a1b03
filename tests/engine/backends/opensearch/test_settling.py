"""A new index is brought to rest: one segment a shard, and nothing is believed until all copies hold the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from bench.cluster.cluster import Cluster
from engine.backends.opensearch import settling
from engine.backends.opensearch.address import parse
from engine.backends.opensearch.cluster import Cluster as Connections
from engine.errors import BuildRefused, IndexUnavailable
from tests.engine.backends import made
from tests.engine.backends.conftest import build

NOWHERE = Connections(parse("opensearch+http://127.0.0.1:9/zhenwen"))
SAME: settling.Counts = {0: {"a": (3, 40), "b": (3, 40)}, 1: {"a": (2, 7)}}
BEHIND: settling.Counts = {0: {"a": (3, 40), "b": (3, 12)}, 1: {"a": (2, 7)}}
UNPLACED: settling.Counts = {**SAME, 1: {}}


def looks(monkeypatch: pytest.MonkeyPatch, *found: Any) -> None:
    """What is seen of the copies, one look after the other, the last for ever."""
    seen: Iterator[Any] = iter(found)
    monkeypatch.setattr(settling, "PAUSE", 0)
    monkeypatch.setattr(settling, "_looked", lambda *_: next(seen, found[-1]))


def settled() -> tuple[int, int]:
    return settling.settled(NOWHERE, "index", lambda: None)


@pytest.mark.parametrize("before", [BEHIND, UNPLACED, {}])
def test_copies_that_are_behind_are_waited_for(monkeypatch: pytest.MonkeyPatch, before: settling.Counts) -> None:
    looks(monkeypatch, (before, None), (before, None), (SAME, None))
    assert settled() == (5, 47)


@pytest.mark.parametrize(
    ("found", "told"), [((BEHIND, None), BuildRefused), (({}, IndexUnavailable("away")), IndexUnavailable)]
)
def test_copies_that_stay_different_stop_a_build(monkeypatch: pytest.MonkeyPatch, found: Any, told: type) -> None:
    monkeypatch.setattr(settling, "STUCK", 0.05)
    looks(monkeypatch, found)
    with pytest.raises(told):
        settled()


@pytest.mark.parametrize(("kept", "released"), [(9, True), (8, False)])
def test_what_may_be_sent_again_is_known_by_its_number(kept: int, released: bool) -> None:
    lease = {"id": "peer_recovery/a", "retaining_seq_no": kept}
    copy = {"seq_no": {"max_seq_no": 8}, "retention_leases": {"leases": [lease]}}
    assert settling._released(copy) == released


@pytest.mark.cluster
def test_a_generation_has_one_segment_a_shard(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settling, "WORTH_WAITING", 1)
    monkeypatch.setattr(settling, "RELEASE", 0.5)
    url, dice = cluster.url("settled", shards="2"), random.Random(3)
    build(url, [made.article(dice, number) for number in range(40)])
    told = cluster.ask("/settled/_stats/segments,docs?level=shards")["indices"]
    copies = [copy for index in told.values() for shard in index["shards"].values() for copy in shard]
    assert sum(copy["docs"]["count"] for copy in copies) == 40
    assert [copy["segments"]["count"] for copy in copies] == [1, 1]
    cluster.ask("/settled*", "DELETE")
