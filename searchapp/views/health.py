"""For those who run the server: is it alive, is it ready, and its figures for Prometheus."""

from __future__ import annotations

import datetime
import hmac
import ipaddress
import json
import time

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from engine.errors import SearchError
from searchapp.live import LiveIndex
from searchapp.metrics import Metrics
from searchapp.views import current, visitor

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """The process answers; whether there is an index is another question."""
    return _said({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Whether readers get answers at once: the generation, its age in seconds, its articles.

    503 where there is no index, and until it and all that goes with it is loaded.
    """
    live: LiveIndex = current_app.extensions["live_index"]
    live.begin()
    try:
        info = None if live.starting else current.info()
    except SearchError as error:
        return _said({"status": "no index", "error": type(error).__name__}, 503)
    if info is None or live.starting:
        return _said({"status": "starting"}, 503)
    age = datetime.datetime.now(datetime.UTC) - info.built
    told = {"generation": info.generation, "age_seconds": round(age.total_seconds()), "documents": info.articles}
    return _said({"status": "ok", **told, "built": info.built.astimezone(datetime.UTC).isoformat(timespec="seconds")})


@blueprint.get("/metrics")
def metrics() -> Response:
    """The figures of this process, for this machine and for who has the token."""
    if not _may_look():
        abort(403)
    figures = _metrics()
    try:
        figures.show(current.info())
    except SearchError:
        figures.show(None)
    return Response(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)


def register(app: Flask) -> None:
    """Count every request by its view, never by its address."""
    app.extensions["metrics"] = Metrics()
    app.before_request(_begin)
    app.after_request(_count)


def count_search(total: int, problems: bool) -> None:
    """A search was answered."""
    _metrics().searches.labels("found" if total else "nothing", "yes" if problems else "no").inc()


def _begin() -> None:
    g.begun = time.perf_counter()


def _count(response: Response) -> Response:
    figures, view = _metrics(), request.endpoint or "none"
    figures.requests.labels(view, _method(), response.status_code).inc()
    if "begun" in g:
        figures.seconds.labels(view).observe(time.perf_counter() - g.begun)
    return response


def _method() -> str:
    known = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in known else "other"


def _metrics() -> Metrics:
    figures: Metrics = current_app.extensions["metrics"]
    return figures


def _may_look() -> bool:
    token = str(current_app.config["METRICS_TOKEN"])
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode("utf-8", "replace"), token.encode())
    try:
        return ipaddress.ip_address(visitor.sender()).is_loopback
    except ValueError:
        return False


def _said(content: dict[str, object], status: int = 200) -> Response:
    return Response(json.dumps(content) + "\n", status, content_type="application/json")
