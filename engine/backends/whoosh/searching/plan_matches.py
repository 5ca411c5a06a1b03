"""Matches that a plan of the kernels finds when they are asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from engine.backends.whoosh import kernels
from engine.backends.whoosh.arrays.array_file import Array
from engine.backends.whoosh.searching.nodes.matches import Matches, words_of


class PlanMatches:
    """What a plan matches; scores are made for those only that need them."""

    def __init__(self, plan: kernels.Plan) -> None:
        self.plan, self.documents = plan, plan.documents

    @property
    def total(self) -> int:
        """How many documents match."""
        return self.plan.total

    @property
    def words(self) -> Array:
        """A bit for every match, 64 documents a word, in whole pages of 65,536."""
        return self.plan.bits()

    @cached_property
    def mask(self) -> Array:
        """Whether each document matches."""
        return np.unpackbits(self.words.view(np.uint8), count=self.documents, bitorder="little").view(bool)

    @cached_property
    def listed(self) -> Array:
        """Documents that match, ascending, int64."""
        return self.plan.docs().astype(np.int64)

    def scored(self) -> tuple[Array, Array]:
        """Documents and their scores."""
        return self.plan.scored()

    def within(self, mask: Array) -> PlanMatches:
        """Those of the matches that the mask has too."""
        return PlanMatches(self.plan.narrowed(words_of(mask)))

    def at(self, docs: Array) -> tuple[Array, Array]:
        """Which of ascending `docs` match, and scores of all (float32, 0 where it does not match)."""
        return self.run_plan.at(docs)

    @cached_property
    def run_plan(self) -> Matches:
        """The same as arrays."""
        docs, scores = self.scored()
        return Matches(self.documents, docs.astype(np.int64), scores)

    def rows(self, count: int) -> list[tuple[int, float]]:
        """The `count` best and their scores, the best first, equal ones by document."""
        if count > kernels.BEST:
            return self.run_plan.rows(count)
        return self.plan.best(count)
