"""What has changed in a saved search since it was saved or last opened."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from engine.article import Article
from engine.backend import Engine
from searchapp.request.params import SearchRequest
from searchapp.saved.records import Snapshot
from searchapp.saved.store_protocol import Searches
from searchapp.service import full_listing

# New articles that are shown by name, and how many of the newest ones are gone through to find them.
MAX_SHOWN_ARTICLES, MAX_CHECKED_ARTICLES = 10, 3_000


@dataclass(frozen=True, slots=True)
class SearchChanges:
    """From `then`, when it was saved or last opened, to `now`: how many articles came and went."""

    then: Snapshot
    now: Snapshot
    came: int
    went: int


def current_changes(engine: Engine, searches: Searches, search_id: str, search_request: SearchRequest) -> Snapshot:
    """What the search finds now; asked of the engine once for each build of the index and each day."""
    last_snapshot = searches.newest(search_id)
    today = datetime.datetime.now(datetime.UTC).date()
    if last_snapshot and (last_snapshot.generation, last_snapshot.taken.date()) == (engine.info().generation, today):
        return last_snapshot
    return searches.keep(search_id, full_listing.take_snapshot(engine, search_request))


def compare_snapshots(then: Snapshot, now: Snapshot) -> SearchChanges:
    """The difference. Exact where both list all articles; else the newest ones that both could list are compared."""
    if then.known.floor is None and now.known.floor is None:
        came, went = len(now.known.digests - then.known.digests), len(then.known.digests - now.known.digests)
    else:
        came, went = max(0, now.total - then.total), max(0, then.total - now.total)
    return SearchChanges(then, now, came, went)


def new_articles(engine: Engine, search_request: SearchRequest, changed: SearchChanges) -> list[Article]:
    """Of the articles that came the last, at most SHOWN."""
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
