"""Open the backend that an index address names; backends are imported only when needed."""

from __future__ import annotations

import re
from collections.abc import Hashable
from pathlib import Path

from engine.backend import Builder, Engine, GenerationStore
from engine.errors import SettingError
from engine.runtime.extras import requires_extra
from engine.runtime.memory_limits import MemoryLimits
from engine.vocabulary import Vocabulary

CLUSTER_SCHEMES = ("opensearch+https", "opensearch+http")


def open_engine(url: str, vocabulary: Vocabulary | None = None, limits: MemoryLimits | None = None) -> Engine:
    """Open the current generation of the index at `url` for reading, with the operator's vocabulary.

    An address is "whoosh:PATH" or, for an index on a cluster, "opensearch+https://user:password@host:9200/name".
    Raises SettingError for an unknown kind of address, IndexMissing, IndexVersionError, IndexDamaged, IndexUnavailable.
    """
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.generation_searcher import open_current

        return open_current(Path(place), vocabulary, limits)
    if kind in CLUSTER_SCHEMES:
        with requires_extra("opensearch", "opensearchpy"):
            from engine.backends.opensearch.client import cluster_address
            from engine.backends.opensearch.searching.cluster_searcher import open_generation
        return open_generation(cluster_address.parse(url), vocabulary=vocabulary)
    raise _unknown_scheme(url)


def index_version(url: str) -> Hashable:
    """Return a value that changes whenever the index at `url` must be reopened; cheap enough for every request."""
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.generations import generation_folders

        return generation_folders.version(Path(place))
    if kind in CLUSTER_SCHEMES:
        with requires_extra("opensearch", "opensearchpy"):
            from engine.backends.opensearch.client import cluster, cluster_address
            from engine.backends.opensearch.generations import cluster_generations as indices
        return indices.version(cluster.connect(cluster_address.parse(url)))
    raise _unknown_scheme(url)


def check_address(url: str) -> None:
    """Raise SettingError if `url` is not a valid index address. Opens nothing."""
    kind, _, place = url.partition(":")
    if kind in CLUSTER_SCHEMES:
        with requires_extra("opensearch", "opensearchpy"):
            from engine.backends.opensearch.client import cluster_address
        cluster_address.parse(url)
    elif kind != "whoosh" or not place:
        raise _unknown_scheme(url)


def open_builder(
    url: str,
    memory_mb: int = 1024,
    processes: int | None = None,
    update: bool = False,
    keep: int = 2,
    wait: float = 0.0,
    vocabulary: Vocabulary | None = None,
) -> Builder:
    """Open a builder for a new generation of the index at `url`; `processes` None means one per core.

    With `update` it starts from the articles of the current generation. `keep` previous generations are retained. If
    another writer holds the lock, wait up to `wait` seconds for it. Raises SettingError for an unknown kind of address,
    IndexLocked, IndexNotWritten.
    """
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.whoosh_builder import WhooshBuilder

        return WhooshBuilder(Path(place), memory_mb, processes, update, keep=keep, wait=wait, vocabulary=vocabulary)
    if kind in CLUSTER_SCHEMES:
        with requires_extra("opensearch", "opensearchpy"):
            from engine.backends.opensearch.client import cluster_address
            from engine.backends.opensearch.opensearch_builder import OpenSearchBuilder
        address = cluster_address.parse(url)
        return OpenSearchBuilder(address, processes, update, keep=keep, wait=wait, vocabulary=vocabulary)
    raise _unknown_scheme(url)


def open_generation_store(url: str) -> GenerationStore:
    """Open the store of generations of the index at `url`. Raises SettingError for an unknown kind of address."""
    kind, _, place = url.partition(":")
    if kind == "whoosh" and place:
        from engine.backends.whoosh.generations.generation_store import WhooshGenerations

        return WhooshGenerations(Path(place))
    if kind in CLUSTER_SCHEMES:
        with requires_extra("opensearch", "opensearchpy"):
            from engine.backends.opensearch.client import cluster_address
            from engine.backends.opensearch.opensearch_store import OpenSearchGenerations
        return OpenSearchGenerations(cluster_address.parse(url))
    raise _unknown_scheme(url)


def _unknown_scheme(url: str) -> SettingError:
    shown = re.sub(r"//[^/@]{0,999}@", "//…@", url)  # messages must not show a password: http://user:secret@host
    return SettingError("There is no engine for %(address)r: an address looks like whoosh:var/index.", address=shown)
