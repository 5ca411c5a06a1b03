"""All results of a search as a file, sent while it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from flask import Blueprint, Response, abort, current_app

from searchapp import export, listing
from searchapp.gate import Gate
from searchapp.live import LiveIndex
from searchapp.views import current

blueprint = Blueprint("export", __name__)


@blueprint.get("/export.<extension>")
def file(extension: str) -> Response:
    """The articles of the search of the URL: as many as the page says, in its order."""
    kind = export.FORMATS.get(extension)
    if kind is None:
        abort(404)
    asked = replace(current.asked(), page=1)
    live: LiveIndex = current_app.extensions["live_index"]
    # The request ends before the file does, so that the file borrows an index of its own.
    lent = ExitStack()
    gate: Gate = current_app.extensions["long_gate"]
    gate.enter()
    lent.callback(gate.leave)
    try:
        total, articles = listing.shown(lent.enter_context(live.borrow()).engine, asked)
    except BaseException:
        lent.close()
        raise

    def pieces() -> Iterator[bytes]:
        with lent:
            yield from export.pieces(kind, articles)

    response = Response(pieces(), content_type=f"{kind.mimetype}; charset=utf-8")
    response.call_on_close(lent.close)
    response.headers["Content-Disposition"] = f'attachment; filename="zhenwen.{extension}"'
    response.headers["X-Total-Count"] = str(total)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "X-Total-Count"
    return response
