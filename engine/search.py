"""One reading of what was typed to one answer: other ways to write it, and less of it where it finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.article import Article
from engine.backend import Engine
from engine.query.expansion import expand
from engine.query.parser import ParsedQuery
from engine.query.pasted_text import join_headline
from engine.query.relaxation import loosen, relax
from engine.query.tree import Every, Query, Request
from engine.results.results import Hit, Results

ALL_ARTICLES = Every()


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found for a request.

    `searched` is the query that found it, to mark hits with. `dropped` names what it no longer asks for, empty where
    everything asked for stands in every hit. `scored` is what the hits were scored for, to explain them with.
    `further` are hits that hold only part of what was asked, for below a list that does not fill its page.
    """

    results: Results
    matched_query: Query
    dropped: tuple[str, ...] = ()
    partial_hits: tuple[Hit, ...] = ()
    scored: Query = ALL_ARTICLES


def search_with_relaxation(engine: Engine, reading: ParsedQuery, request: Request) -> SearchAnswer:
    """Search for `reading` with the filters, order and window of `request`. Raises QueryTooCostly."""
    asked = expand(reading.whole)
    results = engine.search(replace(request, query=asked))
    if results.total:
        return SearchAnswer(
            results, asked, (), _partial_matches(engine, reading, replace(request, query=asked), results), asked
        )

    def best(query: Query) -> Article | None:
        loose = replace(request, query=expand(query), ranked_by=asked, sort="relevance", offset=0, limit=1)
        return next((hit.article for hit in engine.search(replace(loose, passages=False, counted=())).hits), None)

    relaxed = relax(join_headline(reading.query), best)
    if relaxed is None:
        return SearchAnswer(results, asked, scored=asked)
    less = expand(relaxed.query)
    relaxed_request = replace(request, query=less, ranked_by=asked)
    results = engine.search(relaxed_request)
    return SearchAnswer(
        results, less, relaxed.dropped, _partial_matches(engine, reading, relaxed_request, results), asked
    )


def _partial_matches(engine: Engine, reading: ParsedQuery, request: Request, results: Results) -> tuple[Hit, ...]:
    """Hits with part of what was asked, as many as the page has room for, when it is the only page."""
    room = request.limit - results.total
    loose = (
        loosen(join_headline(reading.query))
        if room > 0 and request.offset == 0 and request.sort == "relevance"
        else None
    )
    if loose is None:
        return ()
    ranked_by = request.ranked_by or request.query
    partial = engine.search(replace(request, query=expand(loose), ranked_by=ranked_by, counted=()))
    shown_ids = {hit.article.id for hit in results.hits}
    return tuple(hit for hit in partial.hits if hit.article.id not in shown_ids)[:room]
