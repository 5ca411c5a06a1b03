"""Lazy completion and spelling correction from the names and titles of an index."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from engine import schema
from engine.query.tree import Query
from engine.suggest.completion import Completer, Suggestion
from engine.suggest.pair_counts import PairCounts
from engine.suggest.query_correction import QueryCorrector
from engine.suggest.spelling import SpellingCorrector
from engine.suggest.title_index import TitleIndex

NAME_KINDS = ("town", "leader", "source")


class SuggestingEngine(ABC):
    """The part of an engine that completes and corrects what is typed, from its names."""

    @property
    @abstractmethod
    def name_index(self) -> NameIndex:
        """Name index for completion and spelling correction."""

    def load(self) -> None:
        """Build the suggester and the spelling corrector now, so that no request has to wait for them."""
        self.name_index.suggester.ready()
        self.name_index.corrector.load()

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """Return completions of `typed`; `queries` are frequent queries to include as candidates."""
        return self.name_index.suggester.complete(typed, limit, queries)

    def correct(self, query: Query, typed: str, limit: int = 3) -> tuple[str, ...]:
        """Return texts that may have been meant by a query, the likeliest first; none if it seems right."""
        return self.name_index.corrector.corrections(query, typed, limit)


class NameIndex:
    """Completer and spelling corrector for one state of an index, built on first use. Thread-safe."""

    def __init__(
        self,
        values: Callable[[str], Iterable[tuple[str, int]]],
        titles: Callable[[], Sequence[TitleIndex]],
        pairs: Callable[[], PairCounts],
        count: Callable[[Query], int],
    ) -> None:
        """Take functions that return the values of a facet with their numbers of articles, the titles, newest first,
        the pairs of characters of the texts, and the number of articles that match a query."""
        self._values, self._titles, self._pairs, self._count = values, titles, pairs, count
        self._making = threading.RLock()

    @property
    def suggester(self) -> Completer:
        """The completer for names and titles."""
        with self._making:
            return self._suggester

    @property
    def corrector(self) -> QueryCorrector:
        """The corrector of queries."""
        with self._making:
            return self._corrector

    @cached_property
    def _suggester(self) -> Completer:
        names = sorted(self._names(), key=lambda name: (-name.count, name.kind, name.path or name.text))
        return Completer(names, self._titles)

    @cached_property
    def _corrector(self) -> QueryCorrector:
        return QueryCorrector(SpellingCorrector(self._suggester.names), self._pairs(), self._count)

    def _names(self) -> Iterator[Suggestion]:
        for facet in NAME_KINDS:
            for value, count in self._values(facet):
                is_path = facet in schema.PATH_FACETS
                yield Suggestion(value.split("/")[-1] if is_path else value, facet, count, value if is_path else None)
