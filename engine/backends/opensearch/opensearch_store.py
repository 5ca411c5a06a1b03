"""Generation store on a cluster: list generations, check every article, roll back."""

from __future__ import annotations

from collections.abc import Callable

from engine.backend import Fault, Generation
from engine.backends.opensearch.client.cluster import connect
from engine.backends.opensearch.client.cluster_address import ClusterAddress
from engine.backends.opensearch.documents import cluster_documents
from engine.backends.opensearch.generations import build_notes, cluster_generations
from engine.backends.opensearch.generations.cluster_generations import ClusterGeneration
from engine.backends.opensearch.generations.write_lease import WriteLease
from engine.backends.opensearch.searching.cluster_searcher import ClusterSearcher
from engine.errors import IndexDamaged, IndexMissing, IndexVersionError, SearchError
from engine.messages import Message

# Note of a generation that was current until readers were rolled back to an older one.
ROLLED_BACK = "rolled_back"


class OpenSearchGenerations:
    """Generations of the index at `address`."""

    def __init__(self, address: ClusterAddress) -> None:
        self._cluster = connect(address)

    def generations(self) -> tuple[Generation, ...]:
        """Return all generations, oldest first."""
        self._cluster.greet()
        current = self._current()
        return tuple(
            self._generation(name, name == current) for name in cluster_generations.list_generations(self._cluster)
        )

    def _current(self) -> str:
        try:
            return cluster_generations.current(self._cluster)
        except (IndexMissing, IndexDamaged):
            return ""

    def _generation(self, name: str, current: bool) -> Generation:
        index = cluster_generations.index_of(self._cluster.address, name)
        stats = self._cluster.ask(lambda client: client.indices.stats(index=index, metric="store"))
        size = int(stats["_all"]["primaries"]["store"]["size_in_bytes"]) if stats["_all"]["primaries"] else 0
        rolled_back = build_notes.read(self._cluster, name, ROLLED_BACK) is not None
        try:
            meta = cluster_generations.read(self._cluster, name).meta
        except SearchError as error:
            return Generation(name, current, size, fault=error.message, rolled_back=rolled_back)
        return Generation(name, current, size, meta.built, meta.articles, meta.digest, rolled_back=rolled_back)

    def roll_back(self, name: str | None = None, wait: float = 0.0) -> Generation:
        """Verify a generation, by default the newest sound one before the current, and make it current."""
        self._cluster.greet()
        lease = WriteLease(self._cluster, wait)
        try:
            generation = self._sound(name) if name else self._former()
            lease.check()
            for taken in cluster_generations.list_generations(self._cluster):
                if generation.name < taken <= self._current():
                    build_notes.write(self._cluster, taken, ROLLED_BACK, b"")
            cluster_generations.move_alias(self._cluster, generation.name)
            return self._generation(generation.name, True)
        finally:
            lease.release()

    def _sound(self, name: str) -> ClusterGeneration:
        """Return a generation after checking its number of articles and digest against its metadata."""
        if name not in cluster_generations.list_generations(self._cluster):
            raise IndexMissing(
                "There is no generation %(name)r at %(address)s; `zhenwen generations` lists them.",
                name=name,
                address=self._cluster.address,
            )
        held = cluster_generations.read(self._cluster, name)
        count, marks = cluster_generations.count_documents(self._cluster, held.index)
        if (count, cluster_generations.digest(count, marks)) != (held.meta.articles, held.meta.digest):
            raise IndexDamaged(
                "The index %(index)s does not hold what was written to it; build again.", index=held.index
            )
        return held

    def _former(self) -> ClusterGeneration:
        current = self._current()
        names = [name for name in cluster_generations.list_generations(self._cluster) if not current or name < current]
        for name in reversed(names):
            try:
                return self._sound(name)
            except (IndexMissing, IndexDamaged, IndexVersionError):
                continue
        if not names:
            raise IndexMissing(
                "There is no former generation at %(address)s to go back to.", address=self._cluster.address
            )
        raise IndexMissing(
            "%(address)s keeps no sound generation to go back to; build the index again.", address=self._cluster.address
        )

    def note(self, generation: str, name: str) -> bytes | None:
        """Return the note that the builder saved with a generation under this name, None if there is none."""
        return build_notes.read(self._cluster, generation, name)

    def check(self, progress: Callable[[float], None] | None = None) -> tuple[Fault, ...]:
        """Read every article of every generation; `progress` gets the fraction done. Raises IndexMissing."""
        self._cluster.greet()
        faults: list[Fault] = []
        try:
            cluster_generations.current(self._cluster)
        except IndexDamaged as error:
            faults.append(Fault(None, self._cluster.address.name, error.message))
        names = cluster_generations.list_generations(self._cluster)
        for number, name in enumerate(names, 1):
            faults += self._faults(name)
            if progress:
                progress(number / len(names))
        return tuple(faults)

    def _faults(self, name: str) -> list[Fault]:
        index = cluster_generations.index_of(self._cluster.address, name)
        try:
            generation = self._sound(name)
            snapshot = ClusterSearcher(self._cluster, generation)
            for source in snapshot.sources(["stored", "crc"]):
                if cluster_documents.checksum(source["stored"]) != source["crc"]:
                    changed = cluster_documents.from_document(source).id
                    return [
                        Fault(
                            name,
                            index,
                            Message(
                                "The article %(changed)r of %(index)s is not as it was written.",
                                changed=changed,
                                index=index,
                            ),
                        )
                    ]
        except SearchError as error:
            return [Fault(name, index, error.message)]
        return []
