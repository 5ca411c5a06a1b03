"""The generation that readers open while servers do not answer."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from engine.backends.opensearch.client.cluster import Cluster
from engine.backends.opensearch.client.cluster_address import parse
from engine.backends.opensearch.generations import cluster_generations

NAME = "20230615t083000123456"


@pytest.fixture
def silent(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """A cluster that accepts connections but never answers, with a generation seen a while ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        cluster = Cluster(parse(f"opensearch+http://127.0.0.1:{listener.getsockname()[1]}/zhenwen?timeout=60"))
        monkeypatch.setitem(
            cluster_generations._alias_cache, cluster.address, (-cluster_generations.ALIAS_CACHE_SECONDS, NAME)
        )
        monkeypatch.setattr(cluster_generations, "ALIAS_TIMEOUT_SECONDS", 0.3)
        yield cluster


def test_a_reader_waits_little_to_hear_of_a_newer_generation(silent: Cluster) -> None:
    begun = time.monotonic()
    assert cluster_generations.version(silent) == NAME
    assert 0.3 <= time.monotonic() - begun < 20
    assert cluster_generations.version(silent) == NAME, "known for another second"


def test_while_one_reader_looks_the_others_go_on(silent: Cluster) -> None:
    looking = threading.Thread(target=cluster_generations.version, args=(silent,))
    looking.start()
    while cluster_generations._alias_cache[silent.address][0] == -cluster_generations.ALIAS_CACHE_SECONDS:
        time.sleep(0.001)
    assert cluster_generations.version(silent) == NAME
    assert looking.is_alive()
    looking.join()
