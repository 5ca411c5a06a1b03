"""The interface of a benchmarked engine: one method per query class, each doing the same work."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

from bench.corpus import Document
from bench.queries import Query

TOP = 10


class Hit(NamedTuple):
    """The stored fields of a document that a results page needs."""

    id: str
    date: int
    source: str
    title: str
    body: str


class Answer(NamedTuple):
    """The first ten hits with their stored fields, the exact total, and counts by source and by month."""

    hits: list[Hit]
    total: int
    facets: dict[str, dict[str, int]] | None = None


class Adapter(Protocol):
    """Adapter for one engine with its index in one folder.

    Indexes of up to `literal_limit` documents also support the class "substring"; indexing from raw text is measured
    with at most `raw_limit` documents. None means no limit.
    """

    literal_limit: ClassVar[int | None]
    raw_limit: ClassVar[int | None]
    folder: Path

    def __init__(self, folder: Path) -> None:
        """Raises ImportError if the engine is not installed."""
        ...

    def index(self, documents: Iterable[Document], literal: bool) -> None:
        """Index these segmented documents into the folder, which is empty."""
        ...

    def index_raw(self, documents: Iterable[Document]) -> None:
        """Index unsegmented documents in the fastest way this engine supports on this machine."""
        ...

    def open(self) -> None:
        """Open the index written by `index` for searching."""
        ...

    def any_word(self, query: Query) -> Answer:
        """Match documents with at least one word in title or body, sorted by relevance."""
        ...

    def all_words(self, query: Query) -> Answer:
        """Match documents with every word in title or body; the words may be in different fields."""
        ...

    def substring(self, query: Query) -> Answer:
        """Match documents whose folded title or body contains the text."""
        ...

    def filter(self, query: Query) -> Answer:
        """Apply `all_words` to one source and to publication dates from `since` to `until`."""
        ...

    def facets(self, query: Query) -> Answer:
        """Search as `any_word`, with counts by source and month over all matches."""
        ...

    def date_sort(self, query: Query) -> Answer:
        """Search as `any_word`, newest first, undated last."""
        ...


CLASSES = {
    "any-word": "any_word",
    "all-words": "all_words",
    "substring": "substring",
    "filter": "filter",
    "facets": "facets",
    "date-sort": "date_sort",
}

# Classes of `python -m bench whole`, of adapters that return ten hits with passages and all facets.
WHOLE_CLASSES = {"words": "whole_words", "quoted": "whole_quoted"}
