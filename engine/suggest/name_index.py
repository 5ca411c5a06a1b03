"""Lazy completion and spelling correction from the names and titles of an index."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from engine import schema
from engine.suggest.completion import Completer, Suggestion
from engine.suggest.spelling import SpellingCorrector

NAME_KINDS = ("town", "leader", "source")


class NameIndex:
    """Completer and spelling corrector for one state of an index, built on first use. Thread-safe."""

    def __init__(
        self, values: Callable[[str], Iterable[tuple[str, int]]], titles: Callable[[], Iterable[str | None]]
    ) -> None:
        """Take `values(facet)`, the values with their numbers of articles, and `titles()`, the titles, newest first."""
        self._values, self._all_titles, self._making = values, titles, threading.RLock()

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

    def _titles(self) -> Iterator[str]:
        return (" ".join(title.split()) for title in self._all_titles() if title)
