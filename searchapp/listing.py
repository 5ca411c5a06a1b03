"""All articles of a search, not a page of them: for exports, feeds, and to remember what was there."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from engine import deadline
from engine.answering import answer
from engine.article import Article
from engine.backend import Engine
from engine.errors import SearchError
from engine.parser import read
from engine.query import Query, Request
from engine.variants import expand
from searchapp.params import Asked
from searchapp.saved.known import BEGINNING, Known
from searchapp.saved.records import Snapshot

# Articles that are asked for at once, and those that are remembered of one search.
STEP, REMEMBERED = 1_000, 10_000


class IndexChanged(SearchError):
    """The index was exchanged while all articles of a search were being listed; ask again."""


def count(engine: Engine, asked: Asked) -> int:
    """How many articles the page of the search says it has found. Raises QueryTooCostly."""
    return answer(engine, read(asked.text), _request(asked, read(asked.text).whole)).results.total


def shown(engine: Engine, asked: Asked) -> tuple[int, Iterator[Article]]:
    """The total that the page of the search says, and exactly these articles in its order, fetched step by step.

    Raises QueryTooCostly at once, IndexChanged while they are fetched.
    """
    reading = read(asked.text)
    request = _request(asked, reading.whole)
    found = answer(engine, reading, request)
    ranked_by = expand(reading.whole) if found.dropped else None
    return _listed(engine, replace(request, query=found.searched, ranked_by=ranked_by))


def matching(engine: Engine, asked: Asked) -> tuple[int, Iterator[Article]]:
    """The same of the articles that hold all that is asked, what came into the index last first."""
    request = _request(asked, expand(read(asked.text).whole))
    return _listed(engine, replace(request, sort="added"))


def newest(engine: Engine, asked: Asked, most: int) -> tuple[int, list[Article]]:
    """The total, and the articles of the search that came last."""
    total, found = matching(engine, asked)
    return total, list(islice(found, most))


def snapshot(engine: Engine, asked: Asked, printings: bool = False) -> Snapshot:
    """What the search finds now; with `printings` also of which articles they are reprints.

    Where it finds more than can be remembered, those are that came last.
    """
    total, found = newest(engine, asked, REMEMBERED)
    known = Known.of(found, floor(found) if total > len(found) else None, printings=printings)
    return Snapshot(datetime.datetime.now(datetime.UTC), engine.info().generation, total, known)


def floor(found: list[Article]) -> datetime.datetime:
    """The moment up to which articles that came, cut off after the last of these, all count as known."""
    return found[-1].added or BEGINNING


def _listed(engine: Engine, request: Request) -> tuple[int, Iterator[Article]]:
    generation, seconds = engine.info().generation, deadline.seconds()
    first = engine.search(replace(request, limit=STEP))

    def rest() -> Iterator[Article]:
        hits, offset = first.hits, 0
        while True:
            yield from (hit.article for hit in hits)
            offset += len(hits)
            if offset >= first.total:
                return
            with deadline.within(seconds):  # the request that began the listing may be over
                hits = engine.search(replace(request, offset=offset, limit=STEP)).hits
            if not hits or engine.info().generation != generation:
                raise IndexChanged("The index was exchanged during the listing: start it again.")

    return first.total, rest()


def _request(asked: Asked, query: Query) -> Request:
    return Request(query, asked.filters, asked.order, limit=0, passages=False, counted=())
