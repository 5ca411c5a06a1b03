"""An engine whose index is rebuilt beside it: every request is answered by the state that is current when it comes."""

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
    """One generation, which never changes."""

    @property
    def name_index(self) -> NameIndex:
        """Completion and correction."""

    @property
    def info(self) -> IndexInfo:
        """What the index holds."""

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""

    def note(self, name: str) -> bytes | None:
        """What the builder left under this name, None where it left nothing."""

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """What speaks for an article. Raises ArticleNotFound."""

    def similar(self, article_id: str, limit: int) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""


class ForwardingEngine(ABC):
    """What engine.backend.Engine asks for, but for closing."""

    @abstractmethod
    def _current(self) -> IndexState:
        """The state that answers a request that comes now."""

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts."""
        return self._current().search(request)

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        return self._current().get(article_id)

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""
        return self._current().articles()

    def note(self, name: str) -> bytes | None:
        """What the builder left with the index under this name, None where it left nothing."""
        return self._current().note(name)

    def info(self) -> IndexInfo:
        """What the index holds."""
        return self._current().info

    def load(self) -> None:
        """Make what completes and corrects now, so that nobody has to wait for it."""
        asides = self._current().name_index
        asides.suggester.ready()
        _ = asides.corrector

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """What `typed` may become; `queries` are frequent ones, to choose from as well."""
        return self._current().name_index.suggester.complete(typed, limit, queries)

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Texts that may have been meant where the query names nothing here but is close to names that are."""
        return self._current().name_index.corrector.meant(query, limit)

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """What speaks for an article: the values add up to its score. Raises ArticleNotFound."""
        return self._current().explain(article_id, query)

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        return self._current().similar(article_id, limit)
