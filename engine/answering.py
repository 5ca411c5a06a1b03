"""One reading of what was typed to one answer: other ways to write it, and less of it where it finds nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.article import Article
from engine.backend import Engine
from engine.parser import Reading
from engine.query import Every, Query, Request
from engine.relaxing import loosened, relax
from engine.results import Hit, Results
from engine.sentences import joined
from engine.variants import expand

EVERYTHING = Every()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a request.

    `searched` is the query that found it, to mark hits with. `dropped` names what it no longer asks for, empty where
    everything asked for stands in every hit. `scored` is what the hits were scored for, to explain them with.
    `further` are hits that hold only part of what was asked, for below a list that does not fill its page.
    """

    results: Results
    searched: Query
    dropped: tuple[str, ...] = ()
    further: tuple[Hit, ...] = ()
    scored: Query = EVERYTHING


def answer(engine: Engine, reading: Reading, request: Request) -> Answer:
    """Search for `reading` with the filters, order and window of `request`. Raises QueryTooCostly."""
    asked = expand(reading.whole)
    results = engine.search(replace(request, query=asked))
    if results.total:
        return Answer(results, asked, (), _further(engine, reading, replace(request, query=asked), results), asked)

    def best(query: Query) -> Article | None:
        loose = replace(request, query=expand(query), ranked_by=asked, sort="relevance", offset=0, limit=1)
        return next((hit.article for hit in engine.search(replace(loose, passages=False, counted=())).hits), None)

    relaxed = relax(joined(reading.query), best)
    if relaxed is None:
        return Answer(results, asked, scored=asked)
    less = expand(relaxed.query)
    found = replace(request, query=less, ranked_by=asked)
    results = engine.search(found)
    return Answer(results, less, relaxed.dropped, _further(engine, reading, found, results), asked)


def _further(engine: Engine, reading: Reading, request: Request, results: Results) -> tuple[Hit, ...]:
    """Hits with part of what was asked, as many as the page has room for, when it is the only page."""
    room = request.limit - results.total
    loose = (
        loosened(joined(reading.query)) if room > 0 and request.offset == 0 and request.sort == "relevance" else None
    )
    if loose is None:
        return ()
    ranked_by = request.ranked_by or request.query
    found = engine.search(replace(request, query=expand(loose), ranked_by=ranked_by, counted=()))
    known = {hit.article.id for hit in results.hits}
    return tuple(hit for hit in found.hits if hit.article.id not in known)[:room]
