"""Build and search speed of an index on a cluster, beside the embedded engine with the same articles."""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from bench.cluster.cluster_node import Node
from bench.cluster.local_cluster import Cluster
from bench.corpus import OUT, SEED, article, raw
from engine.article import Article
from engine.backend import Engine, IndexInfo
from engine.factory import open_builder, open_engine, open_generation_store
from engine.query.tree import Every, Near, Phrase, Query, Request, Term, Wildcard

QUERIES_PER_CLASS = 40  # queries per class
WARMING, PASSES = 6, 3  # passes over the queries before and during timing
WARM_DOCS = 2_000  # articles built beforehand: a server that has just started compiles its hot code first
_CONSOLE = Console()


def draw(articles: Sequence[Article]) -> dict[str, list[Query]]:
    """Draw queries of each class from the articles."""
    dice = random.Random(SEED)

    def piece(length: int) -> str:
        while True:
            body = dice.choice(articles).body
            start = dice.randrange(max(1, len(body) - length))
            result = body[start : start + length]
            if len(result) == length and result.isalnum():
                return result

    def some(make: Any) -> list[Query]:
        return [make() for _ in range(QUERIES_PER_CLASS)]

    return {
        "words": some(lambda: Term(piece(4))),
        "phrase": some(lambda: Phrase(piece(6))),
        "wildcard": some(lambda: Wildcard(f"{piece(2)}*{piece(1)}")),
        "near": some(lambda: Near((piece(2), piece(2)))),
        "everything": [Every()] * 10,
    }


@dataclass
class Stint:
    """Cost of a stage: wall-clock seconds, and CPU seconds here and in the cluster's nodes.

    The CPU seconds are valid even where other processes use the machine.
    """

    nodes: Sequence[Node]
    wall: float = 0.0
    client: float = 0.0
    cluster: float = 0.0

    def __enter__(self) -> Stint:
        self._begun = self._now()
        return self

    def __exit__(self, *_: object) -> None:
        wall, client, cluster = (now - begun for now, begun in zip(self._now(), self._begun, strict=True))
        self.wall, self.client, self.cluster = wall, client, cluster

    def _now(self) -> tuple[float, float, float]:
        used = os.times()
        client = used.user + used.system + used.children_user + used.children_system
        return time.perf_counter(), client, sum(node.worked for node in self.nodes)


def search(
    engine: Engine, asked: Mapping[str, Sequence[Query]], nodes: Sequence[Node]
) -> tuple[dict[str, Any], list[int]]:
    """Return milliseconds of each class, median and 95th percentile of the medians of the passes, and all totals.

    Also included are the times of the first request of each query, and the average CPU milliseconds of a search, here
    and in the cluster.
    """
    figures: dict[str, Any] = {}
    totals: list[int] = []
    for name, queries in asked.items():
        first = sorted(_timed(engine, query)[0] for query in queries)
        figures[f"{name}_first_ms"] = [round(_middle(first), 1), round(_high(first), 1)]
    for _ in range(WARMING):
        totals = [_timed(engine, query)[1] for queries in asked.values() for query in queries]
    for name, queries in asked.items():
        times: list[list[float]] = [[] for _ in queries]
        with Stint(nodes) as stint:
            for _ in range(PASSES):
                for place, query in enumerate(queries):
                    times[place].append(_timed(engine, query)[0])
        medians = sorted(statistics.median(each) for each in times)
        figures[f"{name}_ms"] = [round(_middle(medians), 1), round(_high(medians), 1)]
        count = PASSES * len(queries) / 1000
        figures[f"{name}_cpu_ms"] = [round(stint.client / count, 1), round(stint.cluster / count, 1)]
    return figures, totals


def _timed(engine: Engine, query: Query) -> tuple[float, int]:
    """Return the milliseconds of a search and the number of matching articles."""
    begun = time.perf_counter()
    total = engine.search(Request(query)).total
    return 1000 * (time.perf_counter() - begun), total


def _middle(times: Sequence[float]) -> float:
    return statistics.median(times)


def _high(times: Sequence[float]) -> float:
    return times[int(0.95 * (len(times) - 1))]


def measure(
    name: str,
    url: str,
    articles: Sequence[Article],
    asked: Mapping[str, Sequence[Query]],
    nodes: Sequence[Node] = (),
) -> dict[str, Any]:
    """Build an index and search it."""
    if nodes:
        _build(url.replace("/speed?", "/warm?"), articles[:WARM_DOCS])
    with Stint(nodes) as stint:
        _build(url, articles)
    each = 1000 / len(articles)
    built = {
        "build_per_s": round(len(articles) / stint.wall),
        "build_cpu_ms": [round(stint.client * each, 2), round(stint.cluster * each, 2)],
    }
    return found(name, url, asked, nodes, built)


def found(
    name: str,
    url: str,
    asked: Mapping[str, Sequence[Query]],
    nodes: Sequence[Node],
    built: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Measure searches of an existing index."""
    size = sum(held.size for held in open_generation_store(url).generations() if held.current)
    engine = open_engine(url)
    figures, totals = search(engine, asked, nodes)
    articles = engine.info().articles
    engine.close()
    told = {"engine": name, "articles": articles, **(built or {}), "mb": round(size / 1e6, 1)}
    return {**told, **figures, "load": load(), "totals": totals}


def _build(url: str, articles: Sequence[Article]) -> IndexInfo:
    builder = open_builder(url, processes=2)
    builder.add(articles)
    return builder.switch()


def report(docs: Sequence[int], nodes: Sequence[int]) -> bool:
    """Measure, print the rows, store them in bench/out/cluster-speed.json, and return whether all totals agree."""
    rows, agreed = [], True
    for count in docs:
        articles = [article(document) for document in raw(count)]
        asked = draw(articles)
        with tempfile.TemporaryDirectory(prefix="zhenwen-speed-") as folder:
            rows.append(measure("embedded", f"whoosh:{folder}/index", articles, asked))
            show(rows[-1])
            for number in nodes:
                with Cluster(Path(folder) / f"nodes{number}", number, quick=False) as cluster:
                    replicas = "1" if number > 1 else "0"
                    url = cluster.url("speed", shards=str(number), replicas=replicas, timeout="60")
                    name = f"{number} nodes" if number > 1 else "1 node"
                    rows.append(measure(name, url, articles, asked, cluster.nodes))
                    show(rows[-1])
        same = all(row["totals"] == rows[-1]["totals"] for row in rows if row["articles"] == rows[-1]["articles"])
        agreed &= same
        _CONSOLE.print(
            f"The totals of all {len(rows[-1]['totals'])} queries are {'the same' if same else 'DIFFERENT'}."
        )
    keep("cluster-speed.json", rows)
    return agreed


def keep(name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store the rows in bench/out."""
    OUT.mkdir(exist_ok=True)
    kept = [{key: value for key, value in row.items() if key != "totals"} for row in rows]
    (OUT / name).write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


def show(row: Mapping[str, Any]) -> None:
    """Print a row."""
    _CONSOLE.print({key: value for key, value in row.items() if key != "totals"})


def load() -> float:
    """Return the load average of the last minute."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0
