"""Interface of query nodes: return all matches in a segment, or test given documents."""

from __future__ import annotations

from typing import Protocol

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches


class Node(Protocol):
    """Part of a query in one segment of `documents`."""

    documents: int

    @property
    def size(self) -> int:
        """Upper bound of the number of matches."""
        ...

    def all(self) -> Matches:
        """Return every match, deleted documents included."""
        ...

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of ascending `docs` that match, and scores of all (float32, 0 for no match)."""
        ...
