"""State of the current request: the engine, borrowed until the request ends, and the search in the URL."""

from __future__ import annotations

from contextlib import ExitStack
from urllib.parse import urlencode

from flask import current_app, g, request, url_for
from werkzeug.routing import RequestRedirect

from engine.article import Article
from engine.backend import Engine, IndexInfo
from searchapp.request.params import SearchRequest, read_request
from searchapp.service.live_index import EngineLease, LiveIndex
from searchapp.service.search_service import find_article


def _lease() -> EngineLease:
    if "lease" not in g:
        live: LiveIndex = current_app.extensions["live_index"]
        g.lent = ExitStack()
        g.lease = g.lent.enter_context(live.borrow())
    lease: EngineLease = g.lease
    return lease


def engine() -> Engine:
    """Return the engine of this request; its generation does not change during the request."""
    return _lease().engine


def info() -> IndexInfo:
    """Return the index information of that engine."""
    return _lease().info


def article(article_id: str) -> Article:
    """Return the article of this request.

    Raises ArticleNotFound, or RequestRedirect to the page of the article if its id has changed.
    """
    found_article = find_article(engine(), article_id)
    if found_article.id != article_id:
        place = url_for(request.endpoint or "", article_id=found_article.id)
        query = urlencode(list(request.args.items(multi=True)))
        raise RequestRedirect(f"{place}?{query}" if query else place)
    return found_article


def give_back(error: BaseException | None = None) -> None:
    """Return the engine at the end of the request."""
    del error
    g.pop("lease", None)
    if lent := g.pop("lent", None):
        lent.close()


def page_size() -> int:
    """Return the configured number of hits per page."""
    return int(current_app.config["PAGE_SIZE"])


def search_request() -> SearchRequest:
    """Return the search request in the URL. Raises BadArgument."""
    return read_request(request.args.items(multi=True))
