"""Request ids in log lines, in the response header and on error pages."""

from __future__ import annotations

import time
import uuid

from flask import Flask, Response, current_app, g, request

from searchapp.server import logs


def register(app: Flask) -> None:
    """Assign an id to each request before anything else, and log the response."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_forget)


def _begin() -> None:
    sent_id = request.headers.get("X-Request-Id", "") if current_app.config["PROXIES"] else ""
    g.trail = logs.request_id.set(sent_id if logs.ID.fullmatch(sent_id) else uuid.uuid4().hex)
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    response.headers["X-Request-Id"] = logs.request_id.get()
    # The view, not the path: paths and queries reveal what a reader reads, and contain secret links.
    entry = {"view": request.endpoint or "none", "method": request.method, "status": response.status_code}
    entry["ms"] = round((time.perf_counter() - g.started) * 1000, 1) if "started" in g else None
    logs.access.info("request", extra={"told": entry})
    return response


def _forget(error: BaseException | None = None) -> None:
    del error
    if token := g.pop("trail", None):
        logs.request_id.reset(token)
