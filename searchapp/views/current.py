"""What the request at hand works with: the engine, lent until it ends, and what the URL asks."""

from __future__ import annotations

from contextlib import ExitStack

from flask import current_app, g, request

from engine.backend import Engine, IndexInfo
from searchapp.live import Lease, LiveIndex
from searchapp.params import Asked, read


def _lease() -> Lease:
    if "lease" not in g:
        live: LiveIndex = current_app.extensions["live_index"]
        g.lent = ExitStack()
        g.lease = g.lent.enter_context(live.borrow())
    lease: Lease = g.lease
    return lease


def engine() -> Engine:
    """The engine of this request: one generation from its beginning to its end."""
    return _lease().engine


def info() -> IndexInfo:
    """What that engine holds."""
    return _lease().info


def give_back(error: BaseException | None = None) -> None:
    """Return the engine at the end of the request."""
    del error
    g.pop("lease", None)
    if lent := g.pop("lent", None):
        lent.close()


def page_size() -> int:
    """Hits on a page, by the settings."""
    return int(current_app.config["PAGE_SIZE"])


def asked() -> Asked:
    """What the URL asks. Raises BadArgument."""
    return read(request.args.items(multi=True))
