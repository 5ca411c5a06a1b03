"""Download of all results of a search, streamed as it is written."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

from flask import Blueprint, Response, abort, current_app

from engine.article import Article
from engine.runtime import deadline
from searchapp.present import export_formats
from searchapp.server import request_context, visitor
from searchapp.server.gate import AdmissionGate
from searchapp.service import full_listing
from searchapp.service.live_index import LiveIndex

blueprint = Blueprint("export", __name__)
_log = logging.getLogger(__name__)


@blueprint.get("/export.<extension>")
def file(extension: str) -> Response:
    """Stream the articles of the search in the URL, with the total and the order of the results page."""
    kind = export_formats.FORMATS.get(extension)
    if kind is None:
        abort(404)
    search_request = replace(request_context.search_request(), page=1)
    live: LiveIndex = current_app.extensions["live_index"]
    # The request ends before the download does, so the download borrows an engine of its own.
    lent = ExitStack()
    gate: AdmissionGate = current_app.extensions["long_gate"]
    gate.enter(reader := visitor.reader())
    lent.callback(gate.leave, reader)
    try:
        total, articles = full_listing.result_articles(lent.enter_context(live.borrow()).engine, search_request)
    except BaseException:
        lent.close()
        raise

    timed = _in_time(articles, float(current_app.config["EXPORT_SECONDS"]), float(current_app.config["QUERY_SECONDS"]))

    def pieces() -> Iterator[bytes]:
        with lent:
            yield from export_formats.export_chunks(kind, timed)

    response = Response(pieces(), content_type=f"{kind.mimetype}; charset=utf-8")
    response.call_on_close(lent.close)
    response.headers["Content-Disposition"] = f'attachment; filename="zhenwen.{extension}"'
    response.headers["X-Total-Count"] = str(total)
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "X-Total-Count"
    return response


def _in_time(articles: Iterator[Article], seconds: float, each: float) -> Iterator[Article]:
    """Yield the articles, each fetched within `each` seconds, all of them sent within `seconds`; 0 is no limit.

    Raises TimeoutError, on which the server closes the connection, so that nobody takes the file for complete.
    """
    until = time.monotonic() + (seconds or math.inf)
    while True:
        with deadline.time_limit(each):
            article = next(articles, None)
        if article is None:
            return
        if time.monotonic() > until:
            _log.warning("An export was not read within %g seconds (export_seconds) and was cut off.", seconds)
            raise TimeoutError
        yield article
