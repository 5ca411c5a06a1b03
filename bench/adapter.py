"""What an engine must do to be measured: one method a class of queries, each with the same work."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

from bench.corpus import Document
from bench.queries import Query

TOP = 10


class Hit(NamedTuple):
    """What is stored of a document, as a page of results needs it."""

    id: str
    date: int
    source: str
    title: str
    body: str


class Answer(NamedTuple):
    """The first ten hits with what is stored of them, the exact total, and counts by source and by month."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] | None = None


class Adapter(Protocol):
    """One engine in one folder.

    Up to `literal_limit` documents it also keeps what the class "substring" needs; the way from raw text is measured
    with `raw_limit` documents. None is no limit.
    """

    literal_limit: ClassVar[int | None]
    raw_limit: ClassVar[int | None]
    folder: Path

    def __init__(self, folder: Path) -> None:
        """Raises ImportError where the engine is not installed."""
        ...

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Write the index of these segmented documents into the folder, which is empty."""
        ...

    def index_raw(self, documents: Iterable[Document]) -> None:
        """The same from documents without words, in the fastest way this engine has on this machine."""
        ...

    def open(self) -> None:
        """Open what `index` wrote, ready to answer."""
        ...

    def any_word(self, query: Query) -> Answer:
        """Documents with at least one word in title or body, by relevance."""
        ...

    def all_words(self, query: Query) -> Answer:
        """Documents with every word, each in title or body."""
        ...

    def phrase(self, query: Query) -> Answer:
        """Documents where the words follow each other in title or body."""
        ...

    def substring(self, query: Query) -> Answer:
        """Documents whose folded title or body holds the text."""
        ...

    def filter(self, query: Query) -> Answer:
        """`all_words` from one source, published from `since` to `until`."""
        ...

    def facets(self, query: Query) -> Answer:
        """`any_word` with counts by source and month over all matches."""
        ...

    def date_sort(self, query: Query) -> Answer:
        """`any_word`, the newest first, undated last."""
        ...


CLASSES = {
    "any-word": "any_word",
    "all-words": "all_words",
    "phrase": "phrase",
    "substring": "substring",
    "filter": "filter",
    "facets": "facets",
    "date-sort": "date_sort",
}
