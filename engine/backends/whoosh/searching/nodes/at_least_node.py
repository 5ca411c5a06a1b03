"""Minimum-match node: most words of a sentence, half of those of a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches, no_matches
from engine.backends.whoosh.searching.nodes.node import Node


class AtLeastNode:
    """Documents that match at least `least` of several parts; every match scores 0."""

    def __init__(self, parts: Sequence[Node], least: int, documents: int) -> None:
        self._parts, self._least, self.documents = parts, least, documents
        sizes = sorted(part.size for part in parts)
        # A document that matches `least` parts matches at least one of any len(parts) - least + 1 of them.
        self.size = min(documents, sum(sizes[: len(parts) - least + 1]))

    def all(self) -> Matches:
        """Return every match."""
        if not self.size:
            return no_matches(self.documents)
        counts = np.zeros(self.documents, np.uint8)
        for part in self._parts:
            if part.size:
                counts[part.all().listed] += 1
        docs = np.flatnonzero(counts >= self._least)
        return Matches(self.documents, docs)

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of `docs` that match, and their scores."""
        counts = np.zeros(len(docs), np.uint8)
        for part in self._parts:
            if part.size:
                counts += part.at(docs)[0]
        return counts >= self._least, np.zeros(len(docs), np.float32)
