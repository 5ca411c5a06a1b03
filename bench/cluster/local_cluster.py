"""A local cluster: one to three nodes on the loopback interface, with TLS and a password."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import ssl
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.cluster import security, server
from bench.cluster.cluster_node import Node, free_ports

STARTING = 480  # timeout in seconds for a cluster to answer, on a machine that is otherwise busy


class Cluster:
    """Nodes in folders below `folder`; started on entering the context, killed on leaving it."""

    def __init__(
        self,
        folder: Path,
        nodes: int = 1,
        settings: Mapping[str, Any] | None = None,
        quick: bool = True,
        alone: bool = False,
    ) -> None:
        """With `alone`, the first node is started by itself; the others join when they are started.

        Raises RuntimeError if the server cannot be fetched.
        """
        self.home, self._quick, self._begin = server.home(), quick, 1 if alone else nodes
        self.security = security.prepare(folder / "security", self.home)
        ports = free_ports(2 * nodes)
        names = [f"node-{number + 1}" for number in range(nodes)]
        pairs = zip(ports[::2], ports[1::2], strict=True)
        self.nodes = [Node(name, folder / name, *pair) for name, pair in zip(names, pairs, strict=True)]
        first = {"cluster.initial_cluster_manager_nodes": names[: self._begin]}
        given = {**security.settings(), **first, **(settings or {})}
        for node in self.nodes:
            node.configure(folder.name, self.nodes, self.security, given)

    def __enter__(self) -> Cluster:
        try:
            for node in self.nodes[: self._begin]:
                self.start(node)
            self.wait(self._begin)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Kill every process and remove its data."""
        for node in self.nodes:
            node.kill()
            shutil.rmtree(node.folder / "data", ignore_errors=True)

    def start(self, node: Node) -> None:
        """Start a node, or restart one that was killed."""
        node.start(self.home, self._quick)

    def url(self, name: str = "zhenwen", password: str | None = None, **options: str) -> str:
        """Return the address of an index on this cluster."""
        hosts = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes if node.process)
        query = urllib.parse.urlencode({"ca": str(self.security.authority), **options})
        return f"opensearch+https://{security.USER}:{password or self.security.password}@{hosts}/{name}?{query}"

    def ask(self, path: str, method: str = "GET", body: Any = None, node: Node | None = None) -> Any:
        """Send a request to a node, by default the first that runs, and return its answer. Raises OSError."""
        asked = node or next(node for node in self.nodes if node.running and not node.paused)
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"https://127.0.0.1:{asked.port}{path}", data, method=method)
        login = base64.b64encode(f"{security.USER}:{self.security.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {login}")
        request.add_header("Content-Type", "application/json")
        context = ssl.create_default_context(cafile=str(self.security.authority))
        with urllib.request.urlopen(request, timeout=30, context=context) as answer:
            return json.load(answer)

    def wait(self, nodes: int, status: str = "yellow", seconds: float = STARTING) -> None:
        """Wait until so many nodes form one cluster of at least this health. Raises TimeoutError with their logs."""
        for _ in _until(seconds):
            dead = [node for node in self.nodes if node.process and not node.running]
            if len(self.nodes) - len(dead) < nodes:
                break
            with contextlib.suppress(OSError, ValueError):
                path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes=>={nodes}&timeout=5s"
                held = self.ask(path)
                if not held["timed_out"]:
                    return
        told = "\n".join(f"{node.name}: {node.log()}" for node in self.nodes)
        raise TimeoutError(f"The cluster did not come up with {nodes} nodes:\n{told}")

    def manager(self) -> Node:
        """Return the elected cluster manager."""
        name = self.ask("/_cat/cluster_manager?format=json")[0]["node"]
        return next(node for node in self.nodes if node.name == name)


def _until(seconds: float) -> Iterator[None]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.3)
