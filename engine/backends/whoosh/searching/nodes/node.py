"""What every part of a query is in one segment: something that gives all its matches, or looks at documents given."""

from __future__ import annotations

from typing import Protocol

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches


class Node(Protocol):
    """A part of a query in one segment of `documents`."""

    documents: int

    @property
    def size(self) -> int:
        """At least as many as match."""
        ...

    def all(self) -> Matches:
        """Every match, deleted documents included."""
        ...

    def at(self, docs: Array) -> tuple[Array, Array]:
        """For ascending `docs`: which match (bool), and scores of all (float32, 0 where it does not match)."""
        ...
