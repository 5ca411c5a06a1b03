"""What every backend must do: an Engine answers readers, a Builder writes a new generation of the index."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.article import Article
from engine.query.tree import Query, Request
from engine.ranking.features import ScorePart
from engine.results.results import Hit, Results
from engine.suggest.completion import Suggestion

# The note that says, as an ISO date and time in UTC, when articles came whose coming is not known.
FIRST_SEEN_NOTE = "first"


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an open index holds. `generation` names the build, `built` is its moment in UTC."""

    generation: str
    built: datetime.datetime
    articles: int
    sources: int
    first: datetime.date | None
    last: datetime.date | None


@dataclass(frozen=True, slots=True)
class Generation:
    """A build that is kept. `size` is its bytes on disk, `digest` is equal for equal builds of equal input.

    `fault` says why it cannot be opened, None where it can; then `built` and `articles` are known. `rolled_back`:
    readers opened it until they were moved back to an older one.
    """

    name: str
    current: bool
    size: int
    built: datetime.datetime | None = None
    articles: int | None = None
    digest: str | None = None
    fault: str | None = None
    rolled_back: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a file of a generation (None: with what names the current one), in a sentence."""

    generation: str | None
    file: str
    reason: str


class Engine(Protocol):
    """An open index. Safe to use from several threads. Raises IndexDamaged where its files are not as written."""

    def search(self, request: Request) -> Results:
        """Hits in order, exact total, facet counts. Raises QueryTooCostly."""
        ...

    def get(self, article_id: str) -> Article:
        """The article with this id. Raises ArticleNotFound."""
        ...

    def articles(self) -> Iterator[Article]:
        """Every article, in the order they were added."""
        ...

    def note(self, name: str) -> bytes | None:
        """What the builder left with the index under this name, None where it left nothing."""
        ...

    def info(self) -> IndexInfo:
        """What the index holds."""
        ...

    def load(self) -> None:
        """Make now what is made when completion or correction is first asked for."""
        ...

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """What `typed` may become; `queries` are frequent ones, to choose from as well."""
        ...

    def correct(self, query: Query, limit: int = 3) -> tuple[str, ...]:
        """Texts that may have been meant where the query names nothing here but is close to names that are."""
        ...

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """What speaks for an article: the values add up to its score. Raises ArticleNotFound."""
        ...

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """The articles most like one, other printings of it left out. Raises ArticleNotFound."""
        ...

    def close(self) -> None:
        """Let go of files and memory; nothing may be asked afterwards."""
        ...


class Builder(Protocol):
    """Writes one new generation beside the one that readers use. One at a time: raises IndexLocked on creation.

    Everything raises IndexNotWritten where the disk is full, failing or read-only.
    """

    @property
    def rejected(self) -> tuple[str, ...]:
        """Why articles that were added are not in it, a sentence each, once it was verified."""
        ...

    def add(self, articles: Iterable[Article]) -> int:
        """Take articles in, in bulk; returns how many. An article whose id is there already replaces it."""
        ...

    def remove(self, article_ids: Iterable[str]) -> int:
        """Leave these articles out; returns how many were there."""
        ...

    def note(self, name: str, data: bytes) -> None:
        """Leave bytes with the generation under a name of lower-case letters; `Engine.note` gives them back."""
        ...

    def verify(self) -> Engine:
        """Write everything to disk and verify it; the new generation, open for trials before readers see it."""
        ...

    def switch(self) -> IndexInfo:
        """Verify, if that is not done, and make it the generation that readers open."""
        ...

    def abandon(self) -> None:
        """Throw the unfinished generation away; the one that readers use stays."""
        ...


class GenerationStore(Protocol):
    """The generations of an index: those before the current one are there to go back to."""

    def generations(self) -> tuple[Generation, ...]:
        """All that are kept, the oldest first. Raises IndexMissing where there is none."""
        ...

    def roll_back(self, name: str | None = None, wait: float = 0.0) -> Generation:
        """Verify a generation, by default the newest sound one before the current, and make readers open it.

        Raises IndexMissing where there is none, IndexDamaged, IndexLocked after `wait` seconds, IndexNotWritten.
        """
        ...

    def note(self, generation: str, name: str) -> bytes | None:
        """What the builder left with a generation under this name, None where it left nothing. Raises IndexDamaged."""
        ...

    def check(self, progress: Callable[[float], None] | None = None) -> tuple[Fault, ...]:
        """Read every byte of every generation; `progress` is told the share that is done. Raises IndexMissing."""
        ...
