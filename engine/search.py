"""Search for a parsed query with its variants, relaxing it if nothing matches."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.article import Article
from engine.backend import Engine
from engine.query.parser import ParsedQuery
from engine.query.pasted_text import join_headline
from engine.query.relaxation import loosen, relax
from engine.query.tree import Every, Query, Request
from engine.results.results import Hit, Results

ALL_ARTICLES = Every()


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The answer to a search request.

    `matched_query` is the query that the results match, for highlighting. `dropped` are the parts removed by
    relaxation, empty where every hit matches the whole query. `scored` is the query that the hits were scored for, for
    explanations. `partial_hits` match only part of the query; they are shown below results that do not fill their page.
    """

    results: Results
    matched_query: Query
    dropped: tuple[str, ...] = ()
    partial_hits: tuple[Hit, ...] = ()
    scored: Query = ALL_ARTICLES


def search_with_relaxation(engine: Engine, reading: ParsedQuery, request: Request) -> SearchAnswer:
    """Search for `reading`, and for less of it if nothing is found. Raises QueryTooCostly."""
    answer = search(engine, reading, request)
    return answer if answer.results.total else search_relaxed(engine, reading, request) or answer


def search(engine: Engine, reading: ParsedQuery, request: Request) -> SearchAnswer:
    """Search for `reading` with the filters, order and window of `request`. Raises QueryTooCostly."""
    asked = engine.vocabulary.expansion.expand(reading.whole)
    whole = replace(request, query=asked)
    results = engine.search(whole)
    partial_hits = _partial_matches(engine, reading, whole, results) if results.total else ()
    return SearchAnswer(results, asked, (), partial_hits, asked)


def search_relaxed(engine: Engine, reading: ParsedQuery, request: Request) -> SearchAnswer | None:
    """Search for less of `reading`, for which nothing is found: without the parts that its best article lacks.

    None if no article has any of it.
    """
    expansion = engine.vocabulary.expansion
    asked = expansion.expand(reading.whole)

    def best(query: Query) -> Article | None:
        loose = replace(request, query=expansion.expand(query), ranked_by=asked, sort="relevance", offset=0, limit=1)
        return next((hit.article for hit in engine.search(replace(loose, passages=False, counted=())).hits), None)

    relaxed = relax(join_headline(reading.query), best, expansion)
    if relaxed is None:
        return None
    less = expansion.expand(relaxed.query)
    relaxed_request = replace(request, query=less, ranked_by=asked)
    results = engine.search(relaxed_request)
    return SearchAnswer(
        results, less, relaxed.dropped, _partial_matches(engine, reading, relaxed_request, results), asked
    )


def _partial_matches(engine: Engine, reading: ParsedQuery, request: Request, results: Results) -> tuple[Hit, ...]:
    """Return hits that match part of the query, as many as fit on the page, if it is the only page."""
    room = request.limit - results.total
    loose = (
        loosen(join_headline(reading.query))
        if room > 0 and request.offset == 0 and request.sort == "relevance"
        else None
    )
    if loose is None:
        return ()
    ranked_by = request.ranked_by or request.query
    partial = engine.search(
        replace(request, query=engine.vocabulary.expansion.expand(loose), ranked_by=ranked_by, counted=())
    )
    shown_ids = {hit.article.id for hit in results.hits}
    return tuple(hit for hit in partial.hits if hit.article.id not in shown_ids)[:room]
