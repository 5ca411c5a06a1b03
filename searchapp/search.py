"""The search service: one request to one page of hits. Pages, commands and the API share it."""

from __future__ import annotations

import time
from dataclasses import dataclass

from engine.backend import Engine
from engine.parser import parse
from engine.query import Every, Query, Request
from engine.results import Results
from searchapp.params import Asked


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits: what was asked, how it was read, what was found; `first` is the rank of its first hit."""

    asked: Asked
    query: Query
    results: Results
    size: int
    milliseconds: float

    @property
    def last_page(self) -> int:
        """The number of the last page that has hits; 1 where there are none."""
        return max(1, -(-self.results.total // self.size))

    @property
    def first(self) -> int:
        """The rank of the first hit on this page; 1 is the best."""
        return (self.asked.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The rank of the last hit on this page."""
        return self.first + len(self.results.hits) - 1


def run(engine: Engine, asked: Asked, size: int) -> Page:
    """The page of `size` hits that was asked for. Raises QuerySyntaxError, QueryTooCostly."""
    started = time.perf_counter()
    query = parse(asked.text) if asked.text else Every()
    offset = (asked.page - 1) * size
    results = engine.search(Request(query, asked.filters, asked.order, offset, size))
    return Page(asked, query, results, size, (time.perf_counter() - started) * 1000)
