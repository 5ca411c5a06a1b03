"""What has changed in a saved search since it was saved or last opened."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from engine.article import Article
from engine.backend import Engine
from searchapp import listing
from searchapp.params import Asked
from searchapp.saved.contract import Searches
from searchapp.saved.records import Snapshot

# New articles that are shown by name, and how many of the newest ones are gone through to find them.
SHOWN, LOOKED_THROUGH = 10, 3_000


@dataclass(frozen=True, slots=True)
class Changes:
    """From `then`, when it was saved or last opened, to `now`: how many articles came and went."""

    then: Snapshot
    now: Snapshot
    came: int
    went: int


def current(engine: Engine, searches: Searches, search_id: str, asked: Asked) -> Snapshot:
    """What the search finds now; asked of the engine once for each build of the index and each day."""
    known = searches.newest(search_id)
    today = datetime.datetime.now(datetime.UTC).date()
    if known and (known.generation, known.taken.date()) == (engine.info().generation, today):
        return known
    return searches.keep(search_id, listing.snapshot(engine, asked))


def changes(then: Snapshot, now: Snapshot) -> Changes:
    """The difference. Exact where both list all articles; else the newest ones that both could list are compared."""
    if then.known.floor is None and now.known.floor is None:
        came, went = len(now.known.digests - then.known.digests), len(then.known.digests - now.known.digests)
    else:
        came, went = max(0, now.total - then.total), max(0, then.total - now.total)
    return Changes(then, now, came, went)


def new_articles(engine: Engine, asked: Asked, changed: Changes) -> list[Article]:
    """Of the articles that came the last, at most SHOWN."""
    wanted = min(changed.came, SHOWN)
    found: list[Article] = []
    if wanted:
        _, articles = listing.matching(engine, asked)
        for place, article in enumerate(articles):
            if article not in changed.then.known:
                found.append(article)
            if len(found) == wanted or place >= LOOKED_THROUGH:
                break
    return found
