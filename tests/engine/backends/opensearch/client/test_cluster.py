"""A real cluster: deep pages, rejected articles, damage, leases, counts on many shards, wrong keys."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bench.cluster.local_cluster import Cluster
from engine.backends.opensearch import opensearch_builder
from engine.backends.opensearch.building import bulk_requests
from engine.backends.opensearch.client.cluster import connect
from engine.backends.opensearch.client.cluster_address import parse
from engine.backends.opensearch.documents import mapping
from engine.backends.opensearch.generations import cluster_generations, write_lease
from engine.backends.opensearch.opensearch_builder import OpenSearchBuilder
from engine.backends.opensearch.searching import facet_aggregations, result_window
from engine.backends.opensearch.searching.cluster_searcher import ClusterSearcher, open_generation
from engine.errors import IndexDamaged, IndexLocked, IndexNotWritten, IndexUnavailable, IndexVersionError, SettingError
from engine.factory import open_builder, open_engine, open_generation_store
from engine.query.tree import Every, Filters, Request, Term
from tests.engine.backends import made
from tests.engine.backends.conftest import build

pytestmark = pytest.mark.cluster


@pytest.fixture(scope="module")
def url(cluster: Cluster) -> Iterator[str]:
    """An index of 90 articles on three shards."""
    url, dice = cluster.url("real", shards="3"), random.Random(9)
    build(url, [made.article(dice, i) for i in range(90)])
    yield url
    cluster.ask("/real*", "DELETE")


@pytest.fixture
def engine(url: str) -> Iterator[ClusterSearcher]:
    """A new engine for each test, so that nothing is cached."""
    engine = open_generation(parse(url))
    yield engine
    engine.close()


@pytest.mark.parametrize("sort", ["date", "relevance"])
@pytest.mark.parametrize("asked", [Every(), Term("清")], ids=str)
def test_deep_pages_go_on_from_hit_to_hit(
    engine: ClusterSearcher, monkeypatch: pytest.MonkeyPatch, asked: Every | Term, sort: str
) -> None:
    whole = engine.search(Request(asked, sort=sort, limit=90))
    monkeypatch.setattr(result_window, "MAX_RESULT_WINDOW", 7)
    monkeypatch.setattr("engine.backends.opensearch.searching.cluster_searcher.MAX_RESULT_WINDOW", 7)
    for offset in (60, 0, 20, 40, 80):
        results = engine.search(Request(asked, sort=sort, offset=offset, limit=20))
        assert [hit.article.id for hit in results.hits] == [hit.article.id for hit in whole.hits[offset : offset + 20]]
        assert (results.total, results.facets) == (whole.total, whole.facets)


def test_a_point_in_time_that_is_gone_is_taken_anew(
    engine: ClusterSearcher, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(result_window, "MAX_RESULT_WINDOW", 7)
    monkeypatch.setattr("engine.backends.opensearch.searching.cluster_searcher.MAX_RESULT_WINDOW", 7)
    first = engine.search(Request(Every(), sort="date", offset=30))
    cluster.ask("/_search/point_in_time/_all", "DELETE")
    again = engine.search(Request(Every(), sort="date", offset=30))
    assert [hit.article for hit in again.hits] == [hit.article for hit in first.hits]


def test_counts_that_shards_may_have_missed_are_taken_from_all_values(
    engine: ClusterSearcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = Request(Term("清"), Filters(town=("西集镇",), source=("北京日报", "无此报")))
    whole = engine.search(request).facets
    monkeypatch.setattr(facet_aggregations, "is_exact", lambda _: False)
    monkeypatch.setattr(facet_aggregations, "BUCKET_PAGE_SIZE", 2)
    assert engine.search(request).facets == whole


def test_an_article_that_the_cluster_refuses_is_told_and_the_rest_is_indexed(cluster: Cluster) -> None:
    writer = open_builder(cluster.url("refused"))
    good = made.article(random.Random(1), 1)
    writer.add([good, replace(good, id="x" * 513), replace(good, id="long", source="报" * 20_000)])
    assert writer.switch().articles == 1
    assert sorted(str(reason).split(":")[0][-7:] for reason in writer.rejected) == [" 'long'", "xxxxxx'"]


def test_a_changed_article_is_damage(cluster: Cluster) -> None:
    url = cluster.url("damaged")
    name = build(url, [made.article(random.Random(1), i) for i in range(3)])
    store, index = open_generation_store(url), f"damaged-{name}"
    assert store.check() == ()
    held = cluster.ask(f"/{index}/_doc/{1:016x}")["_source"]
    cluster.ask(f"/{index}/_settings", "PUT", {"index.blocks.write": False})
    changed = {"stored": {**held["stored"], "body": "改"}, "crc": held["crc"], "mark": held["crc"] % (1 << 20)}
    cluster.ask(f"/{index}/_doc/{1:016x}?refresh=true", "PUT", changed)
    assert [f"{1:016x}" in str(fault.reason) for fault in store.check()] == [True]
    cluster.ask(f"/{index}/_doc/{2:016x}?refresh=true", "DELETE")
    assert "does not hold what was written" in str(store.check()[0].reason)
    with pytest.raises(IndexDamaged):
        store.roll_back(name)


def test_the_lease_of_a_writer_that_died_runs_out(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_lease, "LEASE_SECONDS", 1.0)
    monkeypatch.setattr(write_lease, "RENEWAL_SECONDS", 60.0)
    held = connect(parse(cluster.url("leased")))
    dead = write_lease.WriteLease(held)
    with pytest.raises(IndexLocked):
        write_lease.WriteLease(held)
    heir = write_lease.WriteLease(held, wait=10)
    heir.check()
    dead.release()  # leaves the heir's lease alone
    with pytest.raises(IndexLocked):
        write_lease.WriteLease(held)
    heir.release()


def test_what_a_writer_left_that_was_killed_is_cleared_away(cluster: Cluster) -> None:
    url = cluster.url("killed")
    dead = OpenSearchBuilder(parse(url))
    dead.add([made.article(random.Random(1), 1)])
    dead._lease.release()
    build(url, [made.article(random.Random(1), 1)])
    assert len(open_generation_store(url).generations()) == 1


def test_another_format_and_a_foreign_index_are_refused(cluster: Cluster) -> None:
    url = cluster.url("format")
    index = f"format-{build(url, [])}"
    other = {"_meta": {mapping.META_KEY: {"version": 99}}}
    cluster.ask(f"/{index}/_mapping", "PUT", other)
    with pytest.raises(IndexVersionError, match="newer than"):
        open_engine(url)
    cluster.ask(f"/{index}/_mapping", "PUT", {"_meta": {}})
    with pytest.raises(IndexVersionError, match="not written by this program"):
        open_engine(url)
    cluster.ask("/foreign", "PUT", {})
    with pytest.raises(SettingError, match="not ours"):
        open_engine(cluster.url("foreign"))


def test_a_build_does_not_wait_for_copies_that_have_no_place(cluster: Cluster) -> None:
    url = cluster.url("alone", replicas="2")
    begun = time.monotonic()
    build(url, [made.article(random.Random(1), 1)])
    assert open_engine(url).info().articles == 1
    assert time.monotonic() - begun < opensearch_builder.REPLICA_TIMEOUT_SECONDS


def test_shards_that_have_no_place_at_all_are_a_sentence(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    build(cluster.url("nowhere"), [])
    monkeypatch.setattr(opensearch_builder, "SHARD_TIMEOUT_SECONDS", 1.0)
    cluster.ask("/_cluster/settings", "PUT", {"persistent": {"cluster.routing.allocation.enable": "none"}})
    try:
        with pytest.raises(IndexUnavailable, match="does not bring up the shards"):
            open_builder(cluster.url("nowhere", timeout="2", patience="10"))
    finally:
        cluster.ask("/_cluster/settings", "PUT", {"persistent": {"cluster.routing.allocation.enable": None}})
        cluster.ask("/nowhere*", "DELETE")


def test_a_wrong_password_or_authority_says_so(cluster: Cluster, url: str) -> None:
    with pytest.raises(SettingError, match="refuses the name and password") as refusal:
        open_engine(cluster.url("real", password="wrong"))
    assert "wrong" not in str(refusal.value)
    with pytest.raises(SettingError, match="cannot be verified"):
        open_engine(url.partition("?")[0])
    with pytest.raises(SettingError, match="cannot be read"):
        open_engine(cluster.url("real", ca="/nowhere.pem"))


def test_full_disks_stop_a_build_and_readers_keep_their_index(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_requests, "DISK_FULL_RETRY_SECONDS", 1.0)
    url = cluster.url("full")
    build(url, [made.article(random.Random(1), 1)])
    writer = OpenSearchBuilder(parse(url))
    name = cluster_generations.index_of(parse(url), writer._name)
    cluster.ask(f"/{name}/_settings", "PUT", {"index.blocks.read_only_allow_delete": True})
    writer.add([made.article(random.Random(1), 2)])
    with pytest.raises(IndexNotWritten, match="make room, then try again"):
        writer.switch()
    writer.abandon()
    assert open_engine(url).info().articles == 1


def test_a_reader_is_told_of_servers_that_do_not_answer() -> None:
    begun = time.monotonic()
    with pytest.raises(IndexUnavailable, match="cannot be reached"):
        open_engine("opensearch+http://127.0.0.1:9/zhenwen?patience=0.5")
    assert time.monotonic() - begun < 10
