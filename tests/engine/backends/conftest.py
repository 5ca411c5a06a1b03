"""Index addresses on each backend: a folder, and a one-node cluster if this machine can run one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.cluster import server
from bench.cluster.local_cluster import Cluster
from engine.article import Article
from engine.factory import open_builder

BACKENDS = ("whoosh", pytest.param("opensearch", marks=pytest.mark.cluster))
Place = Callable[[], str]
Build = Callable[..., str]


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A cluster of one node."""
    lacking = server.missing()
    if lacking:
        pytest.skip(lacking)
    with Cluster(tmp_path_factory.mktemp("cluster") / "one") as running:
        yield running


@pytest.fixture(scope="session", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """The name of each backend."""
    name: str = request.param
    if name == "opensearch":
        request.getfixturevalue("cluster")
    return name


@pytest.fixture(scope="session")
def places(backend: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A function that returns a new address on the backend."""
    numbers = itertools.count()

    def place() -> str:
        if backend == "whoosh":
            return f"whoosh:{tmp_path_factory.mktemp('contract') / 'index'}"
        running: Cluster = request.getfixturevalue("cluster")
        return running.url(f"contract{next(numbers)}")

    yield place
    if backend == "opensearch":
        request.getfixturevalue("cluster").ask("/contract*", "DELETE")


@pytest.fixture
def url(places: Place) -> str:
    """The address of an index that does not exist yet."""
    return places()


def build(url: str, articles: tuple[Article, ...] | list[Article], **options: object) -> str:
    """Write a generation and return its name."""
    builder = open_builder(url, processes=1, **options)  # type: ignore[arg-type]
    assert builder.add(articles) == len(articles)
    return builder.switch().generation


@pytest.fixture
def whoosh_url(tmp_path: Path) -> str:
    """The address of an index in a folder, for comparison."""
    return f"whoosh:{tmp_path / 'compared'}"
