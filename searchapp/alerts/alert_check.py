"""Alert runs, which find new articles and queue a letter in the transaction that records them as seen."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from engine.article import Article
from engine.backend import Engine
from engine.errors import ArticleNotFound, SearchError
from engine.runtime import deadline
from searchapp.request.params import SearchRequest, read_request
from searchapp.request.reader_errors import LinkGone, LinkUnknown, reason
from searchapp.saved.records import Alert, LetterDraft, SavedSearch
from searchapp.saved.seen_articles import SeenArticles
from searchapp.saved.store_protocol import Store
from searchapp.service import full_listing

_log = logging.getLogger(__name__)
PATIENCE = 60.0  # time limit of the search of one alert, in seconds

# Writes the letter about these new articles, under the id passed to it.
LetterWriter = Callable[[str, Alert, SavedSearch, Sequence[Article]], LetterDraft]


@dataclass
class AlertRun:
    """Number of alerts checked, of letters queued about new articles, and of alerts whose check failed."""

    alerts: int = 0
    letters: int = 0
    failed: int = 0


def saved_request(search: SavedSearch) -> SearchRequest:
    """Return the request of a saved search, at its first page."""
    return read_request(parse_qsl(search.query))


def run_alerts(engine: Engine, store: Store, write: LetterWriter) -> AlertRun:
    """Queue a letter for each due alert with new articles. A failing alert does not stop the others."""
    now = datetime.datetime.now(datetime.UTC)
    tally = AlertRun()
    for alert in store.alerts.due(now):
        try:
            search = store.searches.find(alert.search)
            with deadline.time_limit(PATIENCE):
                new, seen_articles = new_articles(engine, alert, saved_request(search))
        except (LinkGone, LinkUnknown):
            continue
        except SearchError as error:
            _log.error("The alert on the saved search %s was left for later: %s", alert.search, reason(error))
            tally.failed += 1
            continue
        # The id is the same for the same check, so a second letter about it is refused.
        letter = write(f"{alert.id}.{alert.sent + 1}", alert, search, new) if new else None
        if store.alerts.record(alert, seen_articles, now, letter):
            tally.alerts += 1
            tally.letters += letter is not None
    return tally


def new_articles(engine: Engine, alert: Alert, search_request: SearchRequest) -> tuple[list[Article], SeenArticles]:
    """Return the articles that are new for the alert, newest first, and the set of seen articles that includes them."""
    total, articles = full_listing.newest_articles(engine, search_request, full_listing.MAX_REMEMBERED)
    before = alert.known
    # A seen article may meanwhile count as a reprint of an older one: then its printings are seen too.
    before = SeenArticles(before.digests | SeenArticles.of(a for a in articles if a in before).digests, before.floor)
    new = [article for article in articles if article not in before]
    if not alert.reprints:
        new = [article for article in new if not _is_old(engine, alert, before, article)]
        new = _first_printings(new)
    floor = full_listing.added_floor(articles) if total > len(articles) else None
    return new, before | SeenArticles.of(articles, floor)


def _is_old(engine: Engine, alert: Alert, seen_articles: SeenArticles, article: Article) -> bool:
    """Return whether it is a reprint of an article indexed before the last check, matched by the search or not."""
    if seen_articles.knows_printing(article):
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
    """Keep one of several new printings of an article: the original or, if it is not among them, the earliest."""
    first_printings: dict[str, Article] = {}
    for article in sorted(articles, key=lambda a: (a.group is not None, a.date or datetime.date.max, a.id)):
        first_printings.setdefault(article.group or article.id, article)
    ids = {article.id for article in first_printings.values()}
    return [article for article in articles if article.id in ids]
