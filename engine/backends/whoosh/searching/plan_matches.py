"""Matches of a compiled plan, computed on demand."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches, words_of


class PlanMatches:
    """Matches of a plan; scores are computed only when needed."""

    def __init__(self, plan: kernels.Plan) -> None:
        self.plan, self.documents = plan, plan.documents

    @property
    def total(self) -> int:
        """Number of matching documents."""
        return self.plan.total

    @property
    def words(self) -> Array:
        """Matches as a bitmap, 64 documents per word, in whole pages of 65,536."""
        return self.plan.bits()

    @cached_property
    def mask(self) -> Array:
        """Boolean mask of matching documents."""
        return np.unpackbits(self.words.view(np.uint8), count=self.documents, bitorder="little").view(bool)

    @cached_property
    def listed(self) -> Array:
        """Matching documents, ascending, int64."""
        return self.plan.docs().astype(np.int64)

    def scored(self) -> tuple[Array, Array]:
        """Return documents and their scores."""
        return self.plan.scored()

    def within(self, mask: Array) -> PlanMatches:
        """Return the matches that are also in the mask."""
        return PlanMatches(self.plan.narrowed(words_of(mask)))

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Return the mask of ascending `docs` that match, and scores of all (float32, 0 for no match)."""
        return self.run_plan.at(docs)

    @cached_property
    def run_plan(self) -> Matches:
        """Matches evaluated to arrays."""
        docs, scores = self.scored()
        return Matches(self.documents, docs.astype(np.int64), scores)

    def rows(self, count: int) -> list[tuple[int, float]]:
        """Return the `count` best documents with scores, best first, ties by document."""
        if count > kernels.MAX_BEST:
            return self.run_plan.rows(count)
        return self.plan.best(count)
