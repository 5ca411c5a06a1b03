"""Base class of engines whose index is rebuilt beside the one in use: each request uses the current generation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Protocol

from engine.article import Article
from engine.backend import IndexInfo
from engine.query.tree import Query, Request
from engine.ranking.features import ScorePart
from engine.results.results import Hit, Results
from engine.suggest.completion import Suggestion
from engine.suggest.name_index import NameIndex


class IndexState(Protocol):
    """One immutable index generation, open for reading."""

    @property
    def name_index(self) -> NameIndex:
        """Name index for completion and spelling correction."""

    @property
    def info(self) -> IndexInfo:
        """Size, dates and build time of the index."""

    def search(self, request: Request) -> Results:
        """Return hits in order, the exact total and facet counts."""

    def get(self, article_id: str) -> Article:
        """Return the article with this id. Raises ArticleNotFound."""

    def articles(self) -> Iterator[Article]:
        """Yield every article in the order of addition."""

    def note(self, name: str) -> bytes | None:
        """Return the note that the builder saved under this name, None if there is none."""

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """Return the parts of an article's score. Raises ArticleNotFound."""

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        """Return the most similar articles, excluding reprints of the same one. Raises ArticleNotFound."""


class ForwardingEngine(ABC):
    """Implementation of `engine.backend.Engine` except `close`."""

    @abstractmethod
    def _current(self) -> IndexState:
        """Return the state that answers a request arriving now."""

    def search(self, request: Request) -> Results:
        """Return hits in order, the exact total and facet counts."""
        return self._current().search(request)

    def get(self, article_id: str) -> Article:
        """Return the article with this id. Raises ArticleNotFound."""
        return self._current().get(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article in the order of addition."""
        return self._current().articles()

    def note(self, name: str) -> bytes | None:
        """Return the note that the builder saved with the index under this name, None if there is none."""
        return self._current().note(name)

    def info(self) -> IndexInfo:
        """Return size, dates and build time of the index."""
        return self._current().info

    def load(self) -> None:
        """Build the suggester and the spelling corrector now, so that no request has to wait for them."""
        asides = self._current().name_index
        asides.suggester.ready()
        _ = asides.corrector

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """Return completions of `typed`; `queries` are frequent queries to include as candidates."""
        return self._current().name_index.suggester.complete(typed, limit, queries)

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Return corrected texts for a query that matches no name in the index but is close to some."""
        return self._current().name_index.corrector.meant(query, limit)

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """Return the parts of an article's score, which add up to it. Raises ArticleNotFound."""
        return self._current().explain(article_id, query)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the most similar articles, excluding reprints of the same one. Raises ArticleNotFound."""
        return self._current().similar(article_id, limit)
