"""Backend interface: Engine answers queries, Builder writes a generation, GenerationStore manages generations."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.article import Article
from engine.messages import Message
from engine.query.tree import Query, Request
from engine.ranking.features import ScorePart
from engine.results.results import Hit, Results
from engine.suggest.completion import Suggestion
from engine.vocabulary import Vocabulary

# Name of the note with the ISO date and time (UTC) that stands in for an unknown `Article.added`.
FIRST_SEEN_NOTE = "first"


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """Summary of an open index. `generation` is the name of the build, `built` its time in UTC.

    `first` and `last` are the earliest and latest publication dates, `months` the articles of each month (2023-06).
    """

    generation: str
    built: datetime.datetime
    articles: int
    sources: int
    first: datetime.date | None
    last: datetime.date | None
    months: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Generation:
    """A retained build of the index. `size` is in bytes on disk; `digest` is equal for equal builds of equal input.

    `fault` is the reason why it cannot be opened, None where it can; then `built` and `articles` are set. `rolled_back`
    marks a generation that readers used until a rollback to an older one.
    """

    name: str
    current: bool
    size: int
    built: datetime.datetime | None = None
    articles: int | None = None
    digest: str | None = None
    fault: Message | None = None
    rolled_back: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault in a file of an index, described in one sentence by `reason`.

    `generation` is None for the file that names the current generation.
    """

    generation: str | None
    file: str
    reason: Message


class Engine(Protocol):
    """An open generation of an index. Thread-safe. Methods raise IndexDamaged if files are not as they were written."""

    vocabulary: Vocabulary

    def search(self, request: Request) -> Results:
        """Return the ordered hits, the exact total and the facet counts. Raises QueryTooCostly."""
        ...

    def get(self, article_id: str) -> Article:
        """Return the article with this id. Raises ArticleNotFound."""
        ...

    def articles(self) -> Iterator[Article]:
        """Iterate over all articles in the order in which they were added."""
        ...

    def note(self, name: str) -> bytes | None:
        """Return the note that the builder stored under this name, None where there is none."""
        ...

    def info(self) -> IndexInfo:
        """Return a summary of the index."""
        ...

    def load(self) -> None:
        """Load now the data that completion and correction otherwise load on first use."""
        ...

    def suggest(self, typed: str, limit: int = 10, queries: Sequence[str] = ()) -> tuple[Suggestion, ...]:
        """Return completions of `typed`; `queries` are frequent queries to include among the candidates."""
        ...

    def correct(self, query: Query, typed: str, limit: int = 3) -> tuple[str, ...]:
        """Return texts that may have been meant by a query, typed so, the likeliest first; none if it seems right."""
        ...

    def explain(self, article_id: str, query: Query) -> tuple[ScorePart, ...]:
        """Return the contributions to an article's score; their values add up to it. Raises ArticleNotFound."""
        ...

    def similar(self, article_id: str, limit: int = 5) -> tuple[Hit, ...]:
        """Return the articles most similar to one, without its other printings. Raises ArticleNotFound."""
        ...

    def close(self) -> None:
        """Release files and memory. The engine must not be used afterwards."""
        ...


class Builder(Protocol):
    """Writer of one new generation beside the one that readers use.

    Only one writer is allowed at a time: creating a second one raises IndexLocked. Every method raises IndexNotWritten
    if the disk is full, failing or read-only.
    """

    @property
    def rejected(self) -> tuple[Message, ...]:
        """Reasons why added articles were not indexed, one sentence each; complete after `verify`."""
        ...

    def add(self, articles: Iterable[Article]) -> int:
        """Add articles in bulk and return their number. An article replaces an earlier one with the same id."""
        ...

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove these articles and return the number of those that were present."""
        ...

    def note(self, name: str, data: bytes) -> None:
        """Store bytes with the generation under a name of lower-case letters; `Engine.note` returns them."""
        ...

    def verify(self) -> Engine:
        """Write everything to disk, verify it, and return the new generation, open for tests before readers see it."""
        ...

    def switch(self) -> IndexInfo:
        """Verify the generation if that is not done yet, and make it the one that readers open."""
        ...

    def abandon(self) -> None:
        """Discard the unfinished generation; the one that readers use is unchanged."""
        ...


class GenerationStore(Protocol):
    """The retained generations of an index; readers can be rolled back to an earlier one."""

    def generations(self) -> tuple[Generation, ...]:
        """Return all retained generations, oldest first. Raises IndexMissing if there is none."""
        ...

    def roll_back(self, name: str | None = None, wait: float = 0.0) -> Generation:
        """Verify a generation, by default the newest intact one before the current, and make readers open it.

        Raises IndexMissing if there is none, IndexDamaged, IndexLocked after `wait` seconds, IndexNotWritten.
        """
        ...

    def note(self, generation: str, name: str) -> bytes | None:
        """Return the note stored with a generation under this name, None where there is none. Raises IndexDamaged."""
        ...

    def check(self, progress: Callable[[float], None] | None = None) -> tuple[Fault, ...]:
        """Read every byte of every generation and return the faults. Raises IndexMissing.

        `progress` is called with the fraction done (0 to 1).
        """
        ...
