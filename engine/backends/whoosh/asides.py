"""Beside the hits of a generation: completion, what may have been meant, why an article matches, articles like it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np

from engine.backends.whoosh.facets import FacetIndex
from engine.backends.whoosh.searching.evaluate import Evaluator
from engine.backends.whoosh.searching.matches import Matches
from engine.correcting import Corrector
from engine.suggest import Suggester, Suggestion


class Asides:
    """Made when first asked for; `facet` gives the index of a facet field. Safe to use from several threads."""

    def __init__(self, evaluator: Evaluator, facets: Sequence[FacetIndex]) -> None:
        self._evaluator, self._facets, self._making = evaluator, facets, threading.Lock()

    @property
    def suggester(self) -> Suggester:
        """Completes names and titles."""
        with self._making:
            return self._suggester

    @property
    def corrector(self) -> Corrector:
        """Knows the names."""
        with self._making:
            return self._corrector

    @cached_property
    def _suggester(self) -> Suggester:
        return Suggester(
            sorted(self._names(), key=lambda name: (-name.count, name.kind, name.path or name.text)), self._titles
        )

    @cached_property
    def _corrector(self) -> Corrector:
        return Corrector(self._suggester.names)

    def _everything(self) -> list[Matches]:
        found = []
        for leaf in self._evaluator.leaves:
            docs = np.arange(leaf.documents) if leaf.live is None else np.flatnonzero(leaf.live)
            found.append(Matches(leaf.documents, docs=docs))
        return found

    def _names(self) -> Iterator[Suggestion]:
        everything = self._everything()
        for facet in self._facets:
            for value, count in facet.counts(everything):
                town = facet.field == "town"
                yield Suggestion(value.split("/")[-1] if town else value, facet.field, count, value if town else None)

    def _titles(self) -> Iterator[str]:
        """The titles, the newest first."""
        for leaf in reversed(self._evaluator.leaves):
            dates = leaf.segment.arrays["column/date/numbers"]
            for document in np.argsort(-dates.astype(np.int64), kind="stable").tolist():
                if leaf.live is None or leaf.live[document]:
                    title = leaf.segment.stored.get(document).get("title")
                    if title:
                        yield " ".join(str(title).split())
