"""The note with the counts of pairs of characters in a generation, from which corrections are guessed."""

from __future__ import annotations

from engine.backends.opensearch.client.cluster import Cluster
from engine.backends.opensearch.generations import build_notes
from engine.suggest.pair_counts import PairCounts, PairTally

NOTE = "pairs"


def begin(cluster: Cluster, former: str | None) -> PairTally:
    """Return a tally for a build; that of an update begins with the counts of the `former` generation.

    What an update removes or replaces stays counted until the next build.
    """
    return PairTally(read(cluster, former) if former else None)


def write(cluster: Cluster, generation: str, pairs: PairCounts) -> None:
    """Save the counts with a generation."""
    build_notes.write(cluster, generation, NOTE, pairs.to_bytes())


def read(cluster: Cluster, generation: str) -> PairCounts | None:
    """Return the counts, None where an earlier version built the generation."""
    data = build_notes.read(cluster, generation, NOTE)
    return PairCounts.from_bytes(data) if data else None
