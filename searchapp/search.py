"""The search service: one request to one page of hits. Pages, commands and the API share it."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

from engine.answering import Answer, answer
from engine.article import Article
from engine.backend import Engine
from engine.describing import describe
from engine.errors import ArticleNotFound
from engine.parser import Reading, read
from engine.query import Facet, Filters, Request
from engine.results import Results
from searchapp.params import FACETS, Asked


@dataclass(frozen=True, slots=True)
class Page:
    """One page of hits: what was asked, how it was read, what was found and for which query."""

    asked: Asked
    reading: Reading
    answer: Answer
    suggestions: tuple[str, ...]
    size: int
    milliseconds: float

    @property
    def results(self) -> Results:
        """Hits, total and facet counts."""
        return self.answer.results

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

    def to_json(self) -> dict[str, Any]:
        """The public form, printed by `zhenwen search --json` and answered by the API: its keys are a contract."""
        return {
            **self.results.to_json(self.asked.text),
            "understood": describe(self.reading.query),
            "dropped": list(self.answer.dropped),
            "suggestions": list(self.suggestions),
        }


def find_article(engine: Engine, article_id: str) -> Article:
    """The article that has this id, or had it in an earlier generation. Raises ArticleNotFound."""
    try:
        return engine.get(article_id)
    except ArticleNotFound:
        moved = Request(Facet("former", article_id), limit=1, passages=False, counted=())
        for hit in engine.search(moved).hits:
            return hit.article
        raise


@dataclass(frozen=True, slots=True)
class Escape:
    """A way out of an empty page: the request with one kind of filter lifted, and how many articles it finds."""

    field: str
    asked: Asked
    total: int


def run(engine: Engine, asked: Asked, size: int) -> Page:
    """The page of `size` hits that was asked for. Raises QueryTooCostly."""
    started = time.perf_counter()
    reading = read(asked.text)
    offset = (asked.page - 1) * size
    found = answer(engine, reading, Request(reading.whole, asked.filters, asked.order, offset, size))
    meant = _meant(engine, reading) if asked.text and asked.page == 1 else ()
    return Page(asked, reading, found, meant, size, (time.perf_counter() - started) * 1000)


def _meant(engine: Engine, reading: Reading) -> tuple[str, ...]:
    """What may have been meant: the text without its mistakes, names close to those that were typed."""
    guesses = [problem.guess for problem in reading.problems if problem.guess]
    return tuple(dict.fromkeys([*guesses, *engine.correct(reading.query)]))


def escapes(engine: Engine, page: Page) -> tuple[Escape, ...]:
    """For a page without hits: each kind of filter whose lifting finds something, all filters together last."""
    filters = page.asked.filters
    lifted: list[tuple[str, Filters]] = []
    for facet in FACETS:
        if getattr(filters, facet):
            nothing: dict[str, Any] = {facet: ()}
            lifted.append((facet, replace(filters, **nothing)))
    if filters.since or filters.until:
        lifted.append(("date", replace(filters, since=None, until=None)))
    if filters.without:
        lifted.append(("without", replace(filters, without=())))
    if len(lifted) > 1:
        lifted.append(("all", Filters()))
    found = []
    for field, remaining in lifted:
        total = engine.search(Request(page.reading.whole, remaining, limit=0, passages=False, counted=())).total
        if total:
            found.append(Escape(field, replace(page.asked, filters=remaining, page=1), total))
    return tuple(found)
