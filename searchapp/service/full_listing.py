"""Complete result lists of a search, for exports, feeds and snapshots."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engine.article import Article
from engine.backend import Engine
from engine.errors import SearchError
from engine.query.parser import parse_leniently
from engine.query.tree import Query, Request
from engine.runtime import deadline
from engine.search import search_with_relaxation
from searchapp.request.params import SearchRequest
from searchapp.saved.records import Snapshot
from searchapp.saved.seen_articles import BEGINNING_OF_TIME, SeenArticles
from searchapp.service.search_service import resolve

# Articles fetched at once; maximum number of articles in a snapshot.
BATCH_ARTICLES, MAX_REMEMBERED = 1_000, 10_000


class IndexChanged(SearchError):
    """The index was exchanged while all articles of a search were being listed; ask again."""


def count(engine: Engine, search_request: SearchRequest) -> int:
    """Return the total of the search, relaxed if nothing has all of it. Raises QueryTooCostly."""
    reading = parse_leniently(search_request.text)
    return search_with_relaxation(engine, reading, _request(search_request, reading.whole)).results.total


def result_articles(engine: Engine, search_request: SearchRequest) -> tuple[int, Iterator[Article]]:
    """Return the total of the results page, and exactly these articles in its order, fetched in batches.

    Raises QueryTooCostly at once, IndexChanged while they are fetched.
    """
    search_request = resolve(engine, search_request)
    reading = parse_leniently(search_request.text)
    request = _request(search_request, reading.whole)
    answer = search_with_relaxation(engine, reading, request)
    ranked_by = engine.vocabulary.expansion.expand(reading.whole) if answer.dropped else None
    return _listed(engine, replace(request, query=answer.matched_query, ranked_by=ranked_by))


def matching_articles(engine: Engine, search_request: SearchRequest) -> tuple[int, Iterator[Article]]:
    """Return the total and the articles that match the whole query, without relaxation, most recently indexed first.

    Raises as `result_articles` does.
    """
    request = _request(search_request, engine.vocabulary.expansion.expand(parse_leniently(search_request.text).whole))
    return _listed(engine, replace(request, sort="added"))


def newest_articles(engine: Engine, search_request: SearchRequest, most: int) -> tuple[int, list[Article]]:
    """Return the total, and the `most` articles of the search that were indexed last."""
    total, articles = matching_articles(engine, search_request)
    return total, list(islice(articles, most))


def take_snapshot(engine: Engine, search_request: SearchRequest, printings: bool = False) -> Snapshot:
    """Return a snapshot of the current results; with `printings` it also covers the articles they are reprints of.

    If there are more results than a snapshot holds, it holds those indexed last.
    """
    total, articles = newest_articles(engine, search_request, MAX_REMEMBERED)
    seen_articles = SeenArticles.of(
        articles, added_floor(articles) if total > len(articles) else None, printings=printings
    )
    return Snapshot(datetime.datetime.now(datetime.UTC), engine.info().generation, total, seen_articles)


def added_floor(articles: list[Article]) -> datetime.datetime:
    """Return the time up to which indexed articles count as seen, given a list cut off after the last of `articles`."""
    return articles[-1].added or BEGINNING_OF_TIME


def _listed(engine: Engine, request: Request) -> tuple[int, Iterator[Article]]:
    generation, seconds = engine.info().generation, deadline.seconds()
    first = engine.search(replace(request, limit=BATCH_ARTICLES))

    def rest() -> Iterator[Article]:
        hits, offset = first.hits, 0
        while True:
            yield from (hit.article for hit in hits)
            offset += len(hits)
            if offset >= first.total:
                return
            with deadline.time_limit(seconds):  # the request that began the listing may have ended
                hits = engine.search(replace(request, offset=offset, limit=BATCH_ARTICLES)).hits
            if not hits or engine.info().generation != generation:
                raise IndexChanged("The index was exchanged during the listing: start it again.")

    return first.total, rest()


def _request(search_request: SearchRequest, query: Query) -> Request:
    return Request(query, search_request.filters, search_request.order, limit=0, passages=False, counted=())
