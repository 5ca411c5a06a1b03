"""Alerts: what is new for each, and a letter about it in the same step as remembering it."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from engine import deadline
from engine.article import Article
from engine.backend import Engine
from engine.errors import ArticleNotFound, SearchError
from searchapp import listing
from searchapp.params import Asked, read
from searchapp.saved.contract import LinkGone, LinkUnknown, Store
from searchapp.saved.known import Known
from searchapp.saved.records import Alert, Draft, SavedSearch
from searchapp.sentences import reason

_log = logging.getLogger(__name__)
PATIENCE = 60.0  # seconds that the search of one alert may take

# Writes the letter about these new articles; the name of the letter is given.
Write = Callable[[str, Alert, SavedSearch, Sequence[Article]], Draft]


@dataclass
class Looked:
    """How many alerts were looked at, and how many of them had something new; `failed` could not be asked."""

    alerts: int = 0
    letters: int = 0
    failed: int = 0


def asked_by(search: SavedSearch) -> Asked:
    """What a saved search asks, from its first page."""
    return read(parse_qsl(search.query))


def look(engine: Engine, store: Store, write: Write) -> Looked:
    """Queue a letter for each alert that is due and has something new. One that fails does not stop the others."""
    now = datetime.datetime.now(datetime.UTC)
    tally = Looked()
    for alert in store.alerts.due(now):
        try:
            search = store.searches.find(alert.search)
            with deadline.within(PATIENCE):
                new, known = news(engine, alert, asked_by(search))
        except (LinkGone, LinkUnknown):
            continue
        except SearchError as error:
            _log.error("The alert on the saved search %s was left for later: %s", alert.search, reason(error))
            tally.failed += 1
            continue
        # The same look has the same name: whoever queues it a second time is refused.
        letter = write(f"{alert.id}.{alert.sent + 1}", alert, search, new) if new else None
        if store.alerts.record(alert, known, now, letter):
            tally.alerts += 1
            tally.letters += letter is not None
    return tally


def news(engine: Engine, alert: Alert, asked: Asked) -> tuple[list[Article], Known]:
    """The articles that are new for the alert, the newest first, and all that is known after them."""
    total, found = listing.newest(engine, asked, listing.REMEMBERED)
    before = alert.known
    # A known article may meanwhile count as a reprint of an older one: its printings are known too.
    before = Known(before.digests | Known.of(a for a in found if a in before).digests, before.floor)
    new = [article for article in found if article not in before]
    if not alert.reprints:
        new = [article for article in new if not _is_old(engine, alert, before, article)]
        new = _first_printings(new)
    floor = listing.floor(found) if total > len(found) else None
    return new, before | Known.of(found, floor)


def _is_old(engine: Engine, alert: Alert, known: Known, article: Article) -> bool:
    """Whether it is a reprint of something that was there before the last look, matched by the search or not."""
    if known.knows_printing(article):
        return True
    if article.group is None:
        return False
    try:
        original = engine.get(article.group)
    except ArticleNotFound:
        return False
    if original.added:
        return original.added <= alert.looked
    return original.date is None or original.date < alert.looked.date()


def _first_printings(articles: list[Article]) -> list[Article]:
    """Of several new printings of one article only the first one, or the earliest where that is not among them."""
    kept: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: (a.group is not None, a.date or datetime.date.max, a.id)):
        kept.setdefault(article.group or article.id, article)
    wanted = {article.id for article in kept.values()}
    return [article for article in articles if article.id in wanted]
