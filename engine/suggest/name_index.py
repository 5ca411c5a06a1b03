"""Lazy completion and spelling correction from the names and titles of an index."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property

from engine import schema
from engine.query.tree import Query
from engine.suggest.completion import Completer, Suggestion
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

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Return corrected texts for a query that matches no name in the index but is close to some."""
        return self.name_index.corrector.meant(query, limit)


class NameIndex:
    """Completer and spelling corrector for one state of an index, built on first use. Thread-safe."""

    def __init__(
        self, values: Callable[[str], Iterable[tuple[str, int]]], titles: Callable[[], Sequence[TitleIndex]]
    ) -> None:
        """Take `values(facet)`, the values with their numbers of articles, and `titles()`, the titles, newest first."""
        self._values, self._titles, self._making = values, titles, threading.RLock()

    @property
    def suggester(self) -> Completer:
        """The completer for names and titles."""
        with self._making:
            return self._suggester

    @property
    def corrector(self) -> SpellingCorrector:
        """The spelling corrector for names."""
        with self._making:
            return self._corrector

    @cached_property
    def _suggester(self) -> Completer:
        names = sorted(self._names(), key=lambda name: (-name.count, name.kind, name.path or name.text))
        return Completer(names, self._titles)

    @cached_property
    def _corrector(self) -> SpellingCorrector:
        return SpellingCorrector(self._suggester.names)

    def _names(self) -> Iterator[Suggestion]:
        for facet in NAME_KINDS:
            for value, count in self._values(facet):
                is_path = facet in schema.PATH_FACETS
                yield Suggestion(value.split("/")[-1] if is_path else value, facet, count, value if is_path else None)
