"""How fast an index on a cluster is built and searched, beside the embedded engine with the same articles."""

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
from engine.factory import open_builder, open_engine, open_keeper
from engine.query.tree import Every, Near, Phrase, Query, Request, Term, Wildcard

COUNT = 40  # queries of a class
WARMING, PASSES = 6, 3  # how often they are asked before and while time is taken
WARM_DOCS = 2_000  # a server that has just started compiles what it runs often: it has built so much before
_CONSOLE = Console()


def draw(articles: Sequence[Article]) -> dict[str, list[Query]]:
    """Queries of each class, from the articles themselves."""
    dice = random.Random(SEED)

    def piece(length: int) -> str:
        while True:
            body = dice.choice(articles).body
            start = dice.randrange(max(1, len(body) - length))
            result = body[start : start + length]
            if len(result) == length and result.isalnum():
                return result

    def some(make: Any) -> list[Query]:
        return [make() for _ in range(COUNT)]

    return {
        "words": some(lambda: Term(piece(4))),
        "phrase": some(lambda: Phrase(piece(6))),
        "wildcard": some(lambda: Wildcard(f"{piece(2)}*{piece(1)}")),
        "near": some(lambda: Near((piece(2), piece(2)))),
        "everything": [Every()] * 10,
    }


@dataclass
class Stint:
    """What some work took: seconds by the wall, and seconds of a processor here and in the cluster's nodes.

    The latter two say what the work costs also where other processes take the machine's time.
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
    """Milliseconds of each class, median and 95th percentile of the medians of the passes; and all totals.

    Those of the first time that each is asked come before them. And milliseconds of a processor for a search, here and
    in the cluster, on average.
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
    """Milliseconds that a search takes, and how many articles it finds."""
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
    """Search an index that is there."""
    size = sum(held.size for held in open_keeper(url).generations() if held.current)
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
    """Measure, print the rows, and keep them in bench/out/cluster-speed.json; whether all totals agree."""
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
    """Leave the rows in bench/out."""
    OUT.mkdir(exist_ok=True)
    kept = [{key: value for key, value in row.items() if key != "totals"} for row in rows]
    (OUT / name).write_text(json.dumps(kept, ensure_ascii=False, indent=1), "utf-8")


def show(row: Mapping[str, Any]) -> None:
    """Print a row."""
    _CONSOLE.print({key: value for key, value in row.items() if key != "totals"})


def load() -> float:
    """Processes that wanted a processor in the last minute."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else 0.0
