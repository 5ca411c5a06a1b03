"""What every backend must do: an Engine answers readers, a Builder writes a new generation of the index."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.article import Article
from engine.evidence import Part
from engine.query import Query, Request
from engine.results import Hit, Results
from engine.suggest import Suggestion


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an open index holds. `generation` names the build, `built` is its moment in UTC."""

    generation: str
    built: datetime.datetime
    articles: int
    sources: int
    first: datetime.date | None
    last: datetime.date | None


class Engine(Protocol):
    """An open index. Safe to use from several threads. Raises IndexDamaged where its files are not as written."""

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts. Raises QueryTooCostly."""
        ...

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        ...

    def info(self) -> IndexInfo:
        """What the index holds."""
        ...

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """What `typed` may become; `queries` are frequent ones, to choose from as well."""
        ...

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Texts that may have been meant where the query names nothing here but is close to names that are."""
        ...

    def explain(self, article_id: str, query: Query) -> tuple[Part, ...]:
        """What speaks for an article: the values add up to its score. Raises ArticleNotFound."""
        ...

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        ...

    def close(self) -> None:
        """Let go of files and memory; nothing may be asked afterwards."""
        ...


class Builder(Protocol):
    """Writes one new generation beside the one that readers use. One at a time: raises IndexLocked on creation."""

    def add(self, articles: Iterable[Article]) -> int:
        """Take articles in, in bulk; returns how many. An article whose id is there already replaces it."""
        ...

    def switch(self) -> IndexInfo:
        """Write everything to disk, verify it, and make it the generation that readers open."""
        ...

    def abandon(self) -> None:
        """Throw the unfinished generation away; the one that readers use stays."""
        ...
