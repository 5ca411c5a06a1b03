"""The generations of an index on a cluster: listed, checked article by article, and gone back to."""

from __future__ import annotations

from collections.abc import Callable

from engine.backend import Fault, Generation
from engine.backends.opensearch import documents, generations, notes
from engine.backends.opensearch.address import Address
from engine.backends.opensearch.cluster import connect
from engine.backends.opensearch.generations import Held
from engine.backends.opensearch.lease import Lease
from engine.backends.opensearch.snapshot import Snapshot
from engine.errors import IndexDamaged, IndexMissing, IndexVersionError, SearchError

# The note of a generation that readers opened until they were moved back to an older one.
ROLLED_BACK = "rolled_back"


class OpenSearchKeeper:
    """What is kept at `address`."""

    def __init__(self, address: Address) -> None:
        self._cluster = connect(address)

    def generations(self) -> tuple[Generation, ...]:
        """All that are kept, the oldest first."""
        self._cluster.greet()
        current = self._current()
        return tuple(self._generation(name, name == current) for name in generations.listed(self._cluster))

    def _current(self) -> str:
        try:
            return generations.current(self._cluster)
        except (IndexMissing, IndexDamaged):
            return ""

    def _generation(self, name: str, current: bool) -> Generation:
        index = generations.index_of(self._cluster.address, name)
        told = self._cluster.ask(lambda client: client.indices.stats(index=index, metric="store"))
        size = int(told["_all"]["primaries"]["store"]["size_in_bytes"]) if told["_all"]["primaries"] else 0
        rolled_back = notes.read(self._cluster, name, ROLLED_BACK) is not None
        try:
            made = generations.read(self._cluster, name).made
        except SearchError as error:
            return Generation(name, current, size, fault=str(error), rolled_back=rolled_back)
        return Generation(name, current, size, made.built, made.articles, made.digest, rolled_back=rolled_back)

    def roll_back(self, name: str | None = None, wait: float = 0.0) -> Generation:
        """Verify a generation, by default the newest sound one before the current, and make readers open it."""
        self._cluster.greet()
        lease = Lease(self._cluster, wait)
        try:
            held = self._sound(name) if name else self._former()
            lease.check()
            for taken in generations.listed(self._cluster):
                if held.name < taken <= self._current():
                    notes.write(self._cluster, taken, ROLLED_BACK, b"")
            generations.point(self._cluster, held.name)
            return self._generation(held.name, True)
        finally:
            lease.release()

    def _sound(self, name: str) -> Held:
        """A generation that holds as many articles as were written, with the same digest."""
        if name not in generations.listed(self._cluster):
            raise IndexMissing(
                f"There is no generation {name!r} at {self._cluster.address}; `zhenwen generations` lists them."
            )
        held = generations.read(self._cluster, name)
        count, marks = generations.counted(self._cluster, held.index)
        if (count, generations.digest(count, marks)) != (held.made.articles, held.made.digest):
            raise IndexDamaged(f"The index {held.index} does not hold what was written to it; build again.")
        return held

    def _former(self) -> Held:
        current = self._current()
        names = [name for name in generations.listed(self._cluster) if not current or name < current]
        for name in reversed(names):
            try:
                return self._sound(name)
            except (IndexMissing, IndexDamaged, IndexVersionError):
                continue
        raise IndexMissing(f"{self._cluster.address} keeps no sound generation to go back to; build the index again.")

    def note(self, generation: str, name: str) -> bytes | None:
        """What the builder left with a generation under this name, None where it left nothing."""
        return notes.read(self._cluster, generation, name)

    def check(self, progress: Callable[[float], None] | None = None) -> tuple[Fault, ...]:
        """Read every article of every generation; `progress` is told the share that is done. Raises IndexMissing."""
        self._cluster.greet()
        faults: list[Fault] = []
        try:
            generations.current(self._cluster)
        except IndexDamaged as error:
            faults.append(Fault(None, self._cluster.address.name, str(error)))
        names = generations.listed(self._cluster)
        for done, name in enumerate(names, 1):
            faults += self._faults(name)
            if progress:
                progress(done / len(names))
        return tuple(faults)

    def _faults(self, name: str) -> list[Fault]:
        index = generations.index_of(self._cluster.address, name)
        try:
            held = self._sound(name)
            snapshot = Snapshot(self._cluster, held)
            for source in snapshot.sources(["stored", "crc"]):
                if documents.checksum(source["stored"]) != source["crc"]:
                    changed = documents.article(source).id
                    return [Fault(name, index, f"The article {changed!r} of {index} is not as it was written.")]
        except SearchError as error:
            return [Fault(name, index, str(error))]
        return []
