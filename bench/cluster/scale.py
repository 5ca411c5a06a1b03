"""Scaling of an index: all real articles, then a million, on one node and after two more have joined it.

The million is the same articles seven times. Instead of indexing them again, the segments of a shard are added as files
to a clone of it repeatedly. So posting lists are seven times as long with no new terms; each shard has seven segments.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.cluster.cluster_node import Node
from bench.cluster.local_cluster import Cluster
from bench.cluster.speed import Stint, draw, found, keep, measure, show
from bench.corpus import article, raw
from engine.article import Article
from engine.backends.opensearch.documents import mapping
from engine.query.tree import Query

TIMES = 7  # 142,704 articles become 998,928
SHARDS = 3
_REPEAT = Path(__file__).with_name("Repeat.java")
_OPTIONS = {"shards": str(SHARDS), "timeout": "120", "patience": "120"}


class Growth:
    """A cluster of one node, which others join later, and the rows measured on it."""

    def __init__(self, cluster: Cluster, articles: Sequence[Article], asked: Mapping[str, Sequence[Query]]) -> None:
        self._cluster, self._articles, self._asked = cluster, articles, asked
        self.rows: list[dict[str, Any]] = []

    def note(self, row: dict[str, Any]) -> None:
        """Print and store a row."""
        self.rows.append(row)
        show(row)
        keep("cluster-scale.json", self.rows)

    @property
    def _up(self) -> list[Node]:
        return [node for node in self._cluster.nodes if node.running]

    def url(self, name: str) -> str:
        """Return the address of an index."""
        return self._cluster.url(name, replicas="0", **_OPTIONS)

    def build(self) -> None:
        """Index all articles on one node."""
        self.note(measure("1 node", self.url("speed"), self._articles, self._asked, self._up))

    def search(self, name: str) -> None:
        """Measure searches of an index on the present nodes."""
        here = "1 node" if len(self._up) == 1 else f"{len(self._up)} nodes"
        self.note(found(here, self.url(name), self._asked, self._up))

    def repeat(self) -> None:
        """Create the million: a clone into which the shards' segments are copied while the node is down."""
        source = next(iter(self._cluster.ask("/_alias/speed")))
        target = source.replace("speed-", "million-")
        body = {"settings": {"index.number_of_replicas": 0, "index.blocks.write": None}, "aliases": {"million": {}}}
        self._cluster.ask(f"/{source}/_clone/{target}", "PUT", body)
        self._cluster.wait(1, "green")
        self._cluster.ask(f"/{target}/_flush?force=true", "POST")
        (node,) = self._up
        places = [self._place(node, index) for index in (target, source)]
        node.kill()
        for shard in map(str, range(SHARDS)):
            into, out = (str(place / shard / "index") for place in places)
            libraries = f"{self._cluster.home / 'lib'}/*"
            subprocess.run(["java", "-cp", libraries, str(_REPEAT), into, out, str(TIMES - 1)], check=True)
        self._cluster.start(node)
        self._cluster.wait(1, "green")
        self._tell(target)

    def _place(self, node: Node, index: str) -> Path:
        settings = self._cluster.ask(f"/{index}/_settings")[index]["settings"]["index"]
        return node.folder / "data" / "nodes" / "0" / "indices" / str(settings["uuid"])

    def _tell(self, index: str) -> None:
        """Write the number of articles where the engine reads it."""
        made = mapping.read(index, self._cluster.ask(f"/{index}/_mapping")[index]["mappings"])
        assert made is not None
        count = TIMES * made.articles
        assert self._cluster.ask(f"/{index}/_count")["count"] == count
        body = mapping.write(mapping.BuildMeta(made.built, count, made.digest, made.next))
        self._cluster.ask(f"/{index}/_mapping", "PUT", body)

    def join(self) -> None:
        """Add two nodes and a replica of each shard, which moves files."""
        quick = {
            "indices.recovery.max_bytes_per_sec": "1gb",
            "cluster.routing.allocation.node_concurrent_recoveries": 4,
        }
        self._cluster.ask("/_cluster/settings", "PUT", {"persistent": quick})
        for node in self._cluster.nodes[1:]:
            self._cluster.start(node)
        self._cluster.wait(len(self._cluster.nodes))
        begun = time.monotonic()
        with Stint(self._up) as stint:
            self._cluster.ask("/speed,million/_settings", "PUT", {"index.number_of_replicas": 1})
            self._cluster.wait(len(self._cluster.nodes), "green")
            path = "/_cluster/health?wait_for_no_relocating_shards=true&timeout=25s"
            while self._cluster.ask(path)["timed_out"] and time.monotonic() - begun < 600:
                pass
        self.note({"copies_s": round(stint.wall, 1), "cluster_cpu_s": round(stint.cluster, 1)})


def report(docs: int, embedded: bool) -> bool:
    """Measure, print and store the rows in bench/out/cluster-scale.json; return whether all totals are as expected."""
    articles = [article(document) for document in raw(docs)]
    asked = draw(articles)
    with tempfile.TemporaryDirectory(prefix="zhenwen-scale-") as folder:
        beside = measure("embedded", f"whoosh:{folder}/index", articles, asked) if embedded else {}
        with Cluster(Path(folder) / "growing", SHARDS, quick=False, alone=True) as cluster:
            growth = Growth(cluster, articles, asked)
            if beside:
                growth.note(beside)
            growth.build()
            growth.repeat()
            growth.search("million")
            growth.join()
            for name in ("million", "speed"):  # by then the new servers have compiled their hot code
                growth.search(name)
    once = next(row["totals"] for row in growth.rows if "totals" in row)
    right = True
    for row in growth.rows:
        if "totals" in row:
            times = row["articles"] // len(articles)
            same = row["totals"] == [times * total for total in once]
            right &= same
            print(f"{row['engine']}, {row['articles']:,} articles: totals are {'as expected' if same else 'WRONG'}.")
    return right
