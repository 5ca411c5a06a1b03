"""Index generations on a cluster: indices that never change once verified, and one alias that is moved atomically."""

from __future__ import annotations

import datetime
import re
import time
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from engine.backends.opensearch.client.cluster import Cluster
from engine.backends.opensearch.client.cluster_address import ClusterAddress
from engine.backends.opensearch.documents import mapping
from engine.errors import IndexDamaged, IndexMissing, IndexVersionError, SearchError, SettingError

_STAMP = "%Y%m%dt%H%M%S%f"
# 20230615t083000123456
_NAME = re.compile(r"\d{8}t\d{12}")
COUNT_TIMEOUT_SECONDS = 60.0  # seconds that counting a whole index may take
ALIAS_CACHE_SECONDS = 1.0  # seconds for which the name of the current generation is cached
ALIAS_TIMEOUT_SECONDS = 2.0  # seconds that a reader waits for the name of a newer one
_alias_cache: dict[ClusterAddress, tuple[float, str]] = {}


@dataclass(frozen=True)
class ClusterGeneration:
    """A verified generation: its name, the index that contains it, and its build metadata."""

    name: str
    index: str
    meta: mapping.BuildMeta


def state_index(address: ClusterAddress) -> str:
    """Return the name of the index for the writer's lease and the notes of builders."""
    return f"{address.name}-state"


def index_of(address: ClusterAddress, name: str) -> str:
    """Return the name of the index of a generation."""
    return f"{address.name}-{name}"


def current(cluster: Cluster, patience: float | None = None, timeout: float | None = None) -> str:
    """Return the name of the current generation. Raises IndexMissing, IndexDamaged, SettingError.

    `timeout` is the limit in seconds for one node; None uses that of the address.
    """
    address = cluster.address
    params = {"request_timeout": timeout} if timeout else {}

    def call(client: OpenSearch) -> Any:
        try:
            return client.indices.get_alias(name=address.name, params=dict(params))
        except NotFoundError:
            if client.indices.exists(index=address.name):
                raise SettingError(
                    "On %(address)s is an index of that name that is not ours; name another.", address=address
                ) from None
            raise IndexMissing("There is no index at %(address)s yet; build one first.", address=address) from None

    aliases: dict[str, Any] = cluster.ask(call, patience)
    names = [index.removeprefix(f"{address.name}-") for index in aliases]
    if len(names) != 1 or not _NAME.fullmatch(names[0]):
        raise IndexDamaged(
            "The alias %(name)s of %(address)s names no generation; roll back to one, or build again.",
            name=address.name,
            address=address,
        )
    return names[0]


def version(cluster: Cluster) -> str:
    """Return the name of the current generation, cached for a second; "" if there is none.

    While the cluster cannot answer, this is the last known name.
    """
    moment, name = _alias_cache.get(cluster.address, (-ALIAS_CACHE_SECONDS, ""))
    if time.monotonic() - moment > ALIAS_CACHE_SECONDS:
        if name:  # one thread refreshes the name, the others use the cached one
            _alias_cache[cluster.address] = time.monotonic(), name
        try:
            name = current(cluster, 0.0, ALIAS_TIMEOUT_SECONDS) if name else current(cluster)
        except (IndexMissing, IndexDamaged):
            name = ""
        except SearchError:
            if not name:
                raise
        _alias_cache[cluster.address] = time.monotonic(), name
    return name


def move_alias(cluster: Cluster, name: str) -> None:
    """Make a generation the current one, atomically."""
    address = cluster.address
    actions = [
        {"remove": {"index": f"{address.name}-*", "alias": address.name, "must_exist": False}},
        {"add": {"index": index_of(address, name), "alias": address.name}},
    ]
    cluster.ask(lambda client: client.indices.update_aliases(body={"actions": actions}))
    _alias_cache[address] = time.monotonic(), name


def list_generations(cluster: Cluster) -> tuple[str, ...]:
    """Return the names of all generations, including those being written, oldest first."""
    pattern = f"{cluster.address.name}-*"
    settings = cluster.ask(lambda client: client.indices.get_settings(index=pattern, name="index.uuid"))
    names = (index.removeprefix(f"{cluster.address.name}-") for index in settings)
    return tuple(sorted(name for name in names if _NAME.fullmatch(name)))


def read(cluster: Cluster, name: str) -> ClusterGeneration:
    """Return a verified generation. Raises IndexMissing, IndexVersionError, IndexDamaged."""
    index = index_of(cluster.address, name)
    meta = _built_index(cluster, index)
    if meta is None:
        raise IndexDamaged("The index %(index)s was never finished; build again.", index=index)
    return ClusterGeneration(name, index, meta)


def unfinished_generations(cluster: Cluster, name: str) -> bool:
    """Return True if the index was created by this program but never verified."""
    try:
        return _built_index(cluster, index_of(cluster.address, name)) is None
    except (IndexMissing, IndexDamaged, IndexVersionError):
        return False


def _built_index(cluster: Cluster, index: str) -> mapping.BuildMeta | None:
    mappings = cluster.ask(lambda client: client.indices.get_mapping(index=index))
    return mapping.read(index, mappings[index]["mappings"])


def new_name(cluster: Cluster) -> str:
    """Return a name for a new generation: the current time in UTC, later than all existing names."""
    moment = datetime.datetime.now(datetime.UTC)
    for name in list_generations(cluster)[-1:]:  # a clock that was set back must not sort the new one before the old
        latest = datetime.datetime.strptime(name, _STAMP).replace(tzinfo=datetime.UTC)
        moment = max(moment, latest + datetime.timedelta(microseconds=1))
    return moment.strftime(_STAMP)


def finished_generations(cluster: Cluster) -> tuple[ClusterGeneration, ...]:
    """Return all verified, readable generations, oldest first."""
    generations = []
    for name in list_generations(cluster):
        try:
            generations.append(read(cluster, name))
        except (IndexMissing, IndexDamaged, IndexVersionError):
            continue
    return tuple(generations)


def remove(cluster: Cluster, name: str) -> None:
    """Remove a generation; does nothing if it does not exist."""
    index = index_of(cluster.address, name)
    cluster.ask(lambda client: client.indices.delete(index=index, params={"ignore_unavailable": "true"}))


def count_documents(cluster: Cluster, index: str, preference: str = "") -> tuple[int, int]:
    """Return the number of articles in an index and the sum of their marks.

    `preference` selects the shard copies to ask.
    """
    body = {"size": 0, "track_total_hits": True, "aggs": {"marks": {"sum": {"field": "mark"}}}}
    params = {"allow_partial_search_results": "false", "request_timeout": COUNT_TIMEOUT_SECONDS}
    if preference:
        params["preference"] = preference
    response: Any = cluster.ask(
        lambda client: client.search(index=index, body=body, params=dict(params)), COUNT_TIMEOUT_SECONDS
    )
    return int(response["hits"]["total"]["value"]), int(response["aggregations"]["marks"]["value"])


def digest(count: int, marks: int) -> str:
    """Return the digest of a number of articles and the sum of their marks."""
    return f"{count}-{marks:x}"
