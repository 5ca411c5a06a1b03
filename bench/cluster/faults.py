"""Fault injection on three nodes: effect on readers, lost articles and time to recovery."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.cluster.cluster_node import Node
from bench.cluster.local_cluster import Cluster
from bench.cluster.readers import Readers, Searched
from bench.corpus import OUT, article, generated
from engine.article import Article
from engine.backends.opensearch.building import bulk_queue
from engine.backends.opensearch.client.cluster_address import parse
from engine.backends.opensearch.opensearch_builder import OpenSearchBuilder
from engine.backends.opensearch.searching.cluster_searcher import open_generation
from engine.errors import SearchError
from engine.factory import open_builder, open_engine
from engine.query.parser import parse_leniently
from engine.query.tree import Every, Request

ASKED = ("西集镇", "通州区", "香河县 OR 大兴区", "西*镇", "街道 镇")
SECONDS_BEFORE, SECONDS_AFTER = 5.0, 5.0  # seconds of normal operation before and after a fault
HANGS = 45.0  # seconds that a node is suspended
Fault = Callable[[Node], None]
_CONSOLE = Console()


class Trial:
    """A cluster with an index, and the rows measured on it."""

    def __init__(self, cluster: Cluster, docs: int, patience: float) -> None:
        self._cluster, self._docs = cluster, docs
        self._url = cluster.url("faults", shards="3", replicas="1", patience=str(patience), timeout="10")
        self._articles = [article(document) for document in generated(docs)]
        self.rows: list[dict[str, Any]] = []
        _build(self._url, self._articles)
        cluster.wait(3, "green")
        self._requests = [Request(parse_leniently(text).query) for text in ASKED]

    def _row(self, name: str, **figures: Any) -> None:
        self.rows.append({"fault": name, **figures})
        _CONSOLE.print(self.rows[-1])

    def searching(self, name: str, node: Node, fault: Fault, undo: Fault, lasts: float = SECONDS_AFTER) -> None:
        """Search with several readers while a fault hits a node, until the cluster has recovered."""
        engine = open_generation(parse(self._url))
        with Readers(engine, self._requests) as readers:
            time.sleep(SECONDS_BEFORE)
            begun = time.monotonic()
            fault(node)
            self._cluster.wait(2, "yellow")
            left = time.monotonic() - begun
            time.sleep(lasts)
            undo(node)
            begun = time.monotonic()
            self._cluster.wait(3, "green")
            whole = time.monotonic() - begun
            time.sleep(SECONDS_AFTER)
        self._row(name, yellow_s=round(left, 1), green_s=round(whole, 1), **_told(readers.matched_query))

    def indexing(self, name: str, chosen: Callable[[], Node]) -> None:
        """Kill a node in the middle of a build and restart it."""
        # Small requests, so that many are sent before and after.
        bulk_queue.CHUNK_ARTICLES = max(1, self._docs // 40)
        begun = time.monotonic()
        writer = OpenSearchBuilder(parse(self._url), processes=1)
        victim = chosen()
        writer.add(_killing(self._articles, victim))
        info = writer.switch()
        seconds = time.monotonic() - begun
        engine = open_engine(self._url)
        held = {found.id for found in engine.articles()}
        lost = len({given.id for given in self._articles} - held)
        self._row(
            name,
            articles=info.articles,
            lost=lost,
            rejected=len(writer.rejected),
            sent_again=writer.retried,
            build_s=round(seconds, 1),
        )
        begun = time.monotonic()
        self._cluster.start(victim)
        self._cluster.wait(3, "green")
        self.rows[-1]["green_s"] = round(time.monotonic() - begun, 1)

    def full(self) -> None:
        """Exceed every disk's watermark: builds fail with a message, readers go on, and freeing space fixes it."""
        self._watermark("100tb")
        writer = OpenSearchBuilder(parse(self._url), processes=1)
        told, begun = "nothing", time.monotonic()
        try:
            while time.monotonic() - begun < 90 and told == "nothing":
                writer.add(self._articles[:50])
                writer._flush()
                time.sleep(1)
            writer.switch()
        except SearchError as error:
            told = f"{type(error).__name__}: {error}"
        stopped = time.monotonic() - begun
        writer.abandon()
        held = open_engine(self._url).search(Request(Every())).total
        refused = _refusal(lambda: _build(self._url, self._articles[:100]))
        self._watermark("1kb")
        begun = time.monotonic()
        built = _again(lambda: _build(self._url, self._articles[:100]))
        figures = {"stopped_s": round(stopped, 1), "articles_meanwhile": held, "built_after_s": built}
        self._row("disks full", told=told, next_told=refused, **figures)

    def _watermark(self, free: str) -> None:
        """Set the free space required on each disk, checked every ten seconds; the cluster lifts its own blocks."""
        prefix = "cluster.routing.allocation.disk"
        names = [f"{prefix}.watermark.{name}" for name in ("low", "high", "flood_stage")]
        settings: dict[str, Any] = {**dict.fromkeys(names, free), f"{prefix}.threshold_enabled": True}
        settings["cluster.info.update.interval"] = "10s"
        self._cluster.ask("/_cluster/settings", "PUT", {"persistent": settings})

    def gone(self) -> None:
        """Stop every node."""
        engine = open_engine(self._cluster.url("faults", patience="3"))
        for node in self._cluster.nodes:
            node.kill()
        begun = time.monotonic()
        told = _refusal(lambda: engine.search(self._requests[0]))
        self._row("all nodes killed", told=told, after_s=round(time.monotonic() - begun, 1))


def _build(url: str, articles: Sequence[Article]) -> None:
    writer = open_builder(url, processes=1)
    writer.add(articles)
    writer.switch()


def _refusal(work: Callable[[], object]) -> str:
    """Return the message of the error that the work raises."""
    try:
        work()
    except SearchError as error:
        return f"{type(error).__name__}: {error}"
    return "nothing"


def _again(work: Callable[[], None]) -> float:
    """Return the seconds until the work succeeds."""
    begun = time.monotonic()
    while True:
        try:
            work()
        except SearchError:
            if time.monotonic() - begun > 180:
                raise
            time.sleep(2)
        else:
            return round(time.monotonic() - begun, 1)


def _killing(articles: Sequence[Article], victim: Node) -> Iterator[Article]:
    """Yield the articles and kill the node after half of them."""
    for place, given in enumerate(articles):
        if place == len(articles) // 2:
            victim.kill()
        yield given


def _told(searched: Searched) -> dict[str, Any]:
    return {
        "searches": len(searched.seconds),
        "longest_s": round(searched.longest, 1),
        "over_1_s": sum(seconds > 1 for seconds in searched.seconds),
        "failed": len(searched.failures),
        "wrong": searched.wrong,
        "told": sorted(set(searched.failures))[:3],
    }


def report(docs: int, patience: float, only: Sequence[str] = ()) -> None:
    """Run every trial, or those in `only`; print the rows and store them in bench/out/cluster-faults.json."""
    with (
        tempfile.TemporaryDirectory(prefix="zhenwen-faults-") as folder,
        Cluster(Path(folder) / "three", 3, quick=False) as cluster,
    ):
        trial = Trial(cluster, docs, patience)

        def data() -> Node:
            manager = cluster.manager()
            return next(node for node in cluster.nodes if node is not manager)

        trials: dict[str, Callable[[], None]] = {
            "kill-data-searching": lambda: trial.searching("data node killed", data(), Node.kill, cluster.start),
            "kill-manager-searching": lambda: trial.searching(
                "manager killed", cluster.manager(), Node.kill, cluster.start
            ),
            "hang-searching": lambda: trial.searching("data node hangs", data(), Node.pause, Node.resume, HANGS),
            "kill-data-indexing": lambda: trial.indexing("data node killed, indexing", data),
            "kill-manager-indexing": lambda: trial.indexing("manager killed, indexing", cluster.manager),
            "full": trial.full,
            "gone": trial.gone,
        }
        for name, run in trials.items():
            if not only or name in only:
                run()
    OUT.mkdir(exist_ok=True)
    (OUT / "cluster-faults.json").write_text(json.dumps(trial.rows, ensure_ascii=False, indent=1), "utf-8")
