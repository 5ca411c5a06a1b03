"""Search service that turns a request into a page of hits, shared by pages, commands and the API."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.article import Article
from engine.backend import Engine
from engine.errors import ArticleNotFound
from engine.query.description import describe
from engine.query.match_ranges import is_literal
from engine.query.parser import ParsedQuery, parse_leniently
from engine.query.tree import Facet, Filters, Request
from engine.results.results import FacetValue, Results
from engine.search import SearchAnswer, search, search_relaxed, search_with_relaxation
from engine.vocabulary import Vocabulary
from searchapp.request.params import FACETS, SearchRequest


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of hits, with the request, its parsed query, the answer and texts that may have been meant.

    Where nothing was found for the `typed` text, `search_request` may be that for the first suggestion instead.
    """

    typed: str
    search_request: SearchRequest
    reading: ParsedQuery
    answer: SearchAnswer
    suggestions: tuple[str, ...]
    size: int
    milliseconds: float
    vocabulary: Vocabulary

    @property
    def corrected(self) -> str | None:
        """The text that was searched for instead of what was typed; None where it is the typed one."""
        return self.search_request.text if self.search_request.text != self.typed else None

    @property
    def results(self) -> Results:
        """Hits, total and facet counts."""
        return self.answer.results

    @property
    def last_page(self) -> int:
        """Number of the last page with hits; 1 if there are none."""
        return max(1, -(-self.results.total // self.size))

    @property
    def first(self) -> int:
        """Rank of the first hit on this page; 1 is the best."""
        return (self.search_request.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Rank of the last hit on this page."""
        return self.first + len(self.results.hits) - 1

    def to_json(self, language: str) -> dict[str, Any]:
        """Return the public form, used by `zhenwen search --json` and the API; its keys are a contract."""
        return {
            **self.results.to_json(self.typed),
            "understood": describe(self.reading.query, self.vocabulary.expansion, language),
            "dropped": list(self.answer.dropped),
            "suggestions": list(self.suggestions),
            "corrected": self.corrected,
        }


def find_article(engine: Engine, article_id: str) -> Article:
    """Return the article that has this id, or had it in an earlier generation. Raises ArticleNotFound."""
    try:
        return engine.get(article_id)
    except ArticleNotFound:
        moved = Request(Facet("former", article_id), limit=1, passages=False, counted=())
        for hit in engine.search(moved).hits:
            return hit.article
        raise


@dataclass(frozen=True, slots=True)
class AlternativeSearch:
    """A suggestion for an empty page: the request with one kind of filter removed, and its total."""

    field: str
    search_request: SearchRequest
    total: int


def run_search(engine: Engine, search_request: SearchRequest, size: int, correct: bool = True) -> ResultPage:
    """Return the requested page of `size` hits. Raises QueryTooCostly.

    If nothing is found and `correct`, it is the page of what was probably meant (`meant_request`).
    """
    started = time.perf_counter()
    reading = parse_leniently(search_request.text)
    request = Request(
        reading.whole, search_request.filters, search_request.order, (search_request.page - 1) * size, size
    )
    answer, asked = search(engine, reading, request), search_request
    meant: tuple[str, ...] = ()
    if search_request.text and (search_request.page == 1 or not answer.results.total):
        meant = _meant(engine, reading, search_request.text)
    if not answer.results.total:
        asked = meant_request(engine, search_request, reading, meant) if correct else search_request
        if asked is search_request:
            answer = search_relaxed(engine, reading, request) or answer
        else:
            reading = parse_leniently(asked.text)
            answer = search(engine, reading, replace(request, query=reading.whole))
    milliseconds = (time.perf_counter() - started) * 1000
    return ResultPage(search_request.text, asked, reading, answer, meant, size, milliseconds, engine.vocabulary)


def meant_request(
    engine: Engine, search_request: SearchRequest, reading: ParsedQuery, meant: Sequence[str]
) -> SearchRequest:
    """Return the request for the first text of `meant`, for one that finds nothing; the same request if it must stay.

    It stays if it is verbatim, asks for an exact text, has a mistake in its syntax or would find something without its
    filters, and if nothing is found for the other text either.
    """
    if not meant or search_request.verbatim or reading.problems or is_literal(reading.query):
        return search_request
    if search_request.is_narrowed and _finds(engine, replace(search_request, filters=Filters())):
        return search_request
    other = replace(search_request, text=meant[0])
    return other if _finds(engine, other) else search_request


def resolve(engine: Engine, search_request: SearchRequest) -> SearchRequest:
    """Return the request whose articles the results page shows: this one, or that for what was probably meant."""
    if not search_request.text or _finds(engine, search_request):
        return search_request
    reading = parse_leniently(search_request.text)
    return meant_request(engine, search_request, reading, _meant(engine, reading, search_request.text))


def _finds(engine: Engine, search_request: SearchRequest) -> bool:
    reading = parse_leniently(search_request.text)
    request = Request(reading.whole, search_request.filters, limit=0, passages=False, counted=())
    return search(engine, reading, request).results.total > 0


def facet_values(engine: Engine, search_request: SearchRequest, name: str) -> Sequence[FacetValue]:
    """Return all values of a facet among the articles of the results page. Raises QueryTooCostly."""
    search_request = resolve(engine, search_request)
    reading = parse_leniently(search_request.text)
    request = Request(reading.whole, search_request.filters, limit=0, passages=False, counted=(name,), all_values=True)
    return search_with_relaxation(engine, reading, request).results.facets[name]


def _meant(engine: Engine, reading: ParsedQuery, typed: str) -> tuple[str, ...]:
    """Return texts that may have been meant: with syntax errors fixed, or with what looks mistyped corrected."""
    guesses = [problem.guess for problem in reading.problems if problem.guess]
    return tuple(dict.fromkeys([*guesses, *engine.correct(reading.query, typed)]))


def alternative_searches(engine: Engine, page: ResultPage) -> tuple[AlternativeSearch, ...]:
    """Return each kind of filter whose removal gives hits for a page without any; all filters together come last."""
    filters = page.search_request.filters
    lifted: list[tuple[str, Filters]] = []
    for facet in FACETS:
        if getattr(filters, facet):
            nothing: dict[str, Any] = {facet: ()}
            lifted.append((facet, replace(filters, **nothing)))
    if filters.has_dates:
        lifted.append(("date", replace(filters, since=None, until=None, undated=False)))
    if filters.without:
        lifted.append(("without", replace(filters, without=())))
    if len(lifted) > 1:
        lifted.append(("all", Filters()))
    alternatives = []
    for field, remaining in lifted:
        total = engine.search(Request(page.reading.whole, remaining, limit=0, passages=False, counted=())).total
        if total:
            alternatives.append(
                AlternativeSearch(field, replace(page.search_request, filters=remaining, page=1), total)
            )
    return tuple(alternatives)
