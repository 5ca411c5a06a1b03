"""Changes in the results of a saved search since it was saved or last opened."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from engine.article import Article
from engine.backend import Engine
from searchapp.request.params import SearchRequest
from searchapp.saved.records import Snapshot
from searchapp.saved.store_protocol import Searches
from searchapp.service import full_listing

# New articles shown by title, and the number of newest articles searched for them.
MAX_SHOWN_ARTICLES, MAX_CHECKED_ARTICLES = 10, 3_000


@dataclass(frozen=True, slots=True)
class SearchChanges:
    """Number of articles that appeared and disappeared from `then`, when it was saved or last opened, to `now`."""

    then: Snapshot
    now: Snapshot
    came: int
    went: int


def current_changes(engine: Engine, searches: Searches, search_id: str, search_request: SearchRequest) -> Snapshot:
    """Return the current snapshot of the search, taken once per index generation and day."""
    last_snapshot = searches.newest(search_id)
    today = datetime.datetime.now(datetime.UTC).date()
    if last_snapshot and (last_snapshot.generation, last_snapshot.taken.date()) == (engine.info().generation, today):
        return last_snapshot
    return searches.keep(search_id, full_listing.take_snapshot(engine, search_request))


def compare_snapshots(then: Snapshot, now: Snapshot) -> SearchChanges:
    """Compare two snapshots: exactly if both are complete, else by their totals."""
    if then.known.floor is None and now.known.floor is None:
        came, went = len(now.known.digests - then.known.digests), len(then.known.digests - now.known.digests)
    else:
        came, went = max(0, now.total - then.total), max(0, then.total - now.total)
    return SearchChanges(then, now, came, went)


def new_articles(engine: Engine, search_request: SearchRequest, changed: SearchChanges) -> list[Article]:
    """Return up to `MAX_SHOWN_ARTICLES` of the new articles, most recently indexed first."""
    limit = min(changed.came, MAX_SHOWN_ARTICLES)
    found: list[Article] = []
    if limit:
        _, articles = full_listing.matching_articles(engine, search_request)
        for place, article in enumerate(articles):
            if article not in changed.then.known:
                found.append(article)
            if len(found) == limit or place >= MAX_CHECKED_ARTICLES:
                break
    return found
