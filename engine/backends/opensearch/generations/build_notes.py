"""Notes that builders save with a generation: bytes under a name, in parts, in the index of the writer's lease."""

from __future__ import annotations

import base64
import contextlib
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import NotFoundError

from engine.backends.opensearch.client.cluster import Cluster, retry_on_missing
from engine.backends.opensearch.generations import cluster_generations
from engine.errors import IndexDamaged

NOTE_PART_BYTES = 4 << 20  # bytes of a note in one document
_FIELDS: dict[str, Any] = {
    "dynamic": False,
    "properties": {"generation": {"type": "keyword"}, "until": {"type": "double", "index": False}},
}
_SETTINGS = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}


def prepare(cluster: Cluster) -> str:
    """Return the name of the index of notes, creating it if it does not exist."""
    index = cluster_generations.state_index(cluster.address)

    def call(client: OpenSearch) -> None:
        if not client.indices.exists(index=index):
            with retry_on_missing():
                client.indices.create(index=index, body={"settings": _SETTINGS, "mappings": _FIELDS})

    cluster.ask(call)
    return index


def write(cluster: Cluster, generation: str, name: str, data: bytes) -> None:
    """Save `data` with a generation."""
    index = prepare(cluster)
    pieces = [data[start : start + NOTE_PART_BYTES] for start in range(0, len(data), NOTE_PART_BYTES)] or [b""]
    for place, piece in enumerate(pieces):
        body = {"generation": generation, "pieces": len(pieces), "data": base64.b64encode(piece).decode("ascii")}
        _put(cluster, index, _key(generation, name, place), body)


def read(cluster: Cluster, generation: str, name: str) -> bytes | None:
    """Return the note, None if there is none. Raises IndexDamaged."""
    index = cluster_generations.state_index(cluster.address)
    data, place, pieces = b"", 0, 1
    while place < pieces:
        key = _key(generation, name, place)

        def call(client: OpenSearch, key: str = key) -> Any:
            try:
                return client.get(index=index, id=key)["_source"]
            except NotFoundError:
                return None

        note = cluster.ask(call)
        if note is None:
            if place:
                raise IndexDamaged(
                    "The note %(name)s of %(index)s is not whole; build the index again.", name=name, index=index
                )
            return None
        data += base64.b64decode(note["data"])
        place, pieces = place + 1, note["pieces"]
    return data


def remove(cluster: Cluster, generation: str) -> None:
    """Delete all notes of a generation."""
    index = cluster_generations.state_index(cluster.address)
    body = {"size": 1000, "query": {"term": {"generation": generation}}, "_source": False}
    cluster.ask(lambda client: client.indices.refresh(index=index, params={"ignore_unavailable": "true"}))
    hits = cluster.ask(lambda client: client.search(index=index, body=body, params={"ignore_unavailable": "true"}))
    for hit in hits["hits"]["hits"]:
        _delete(cluster, index, hit["_id"])


def _key(generation: str, name: str, place: int) -> str:
    return f"note:{generation}:{name}:{place}"


def _put(cluster: Cluster, index: str, key: str, body: dict[str, Any]) -> None:
    cluster.ask(lambda client: client.index(index=index, id=key, body=body))


def _delete(cluster: Cluster, index: str, key: str) -> None:
    def call(client: OpenSearch) -> None:
        with contextlib.suppress(NotFoundError):
            client.delete(index=index, id=key, params={"refresh": "true"})

    cluster.ask(call)
