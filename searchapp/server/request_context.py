"""What the request at hand works with: the engine, lent until it ends, and what the URL asks."""

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
    """The engine of this request: one generation from its beginning to its end."""
    return _lease().engine


def info() -> IndexInfo:
    """What that engine holds."""
    return _lease().info


def article(article_id: str) -> Article:
    """The article of this request. Raises ArticleNotFound; RequestRedirect to its page where it has another id now."""
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
    """Hits on a page, by the settings."""
    return int(current_app.config["PAGE_SIZE"])


def search_request() -> SearchRequest:
    """What the URL asks. Raises BadArgument."""
    return read_request(request.args.items(multi=True))
