"""Operator endpoints: liveness, readiness and Prometheus metrics."""

from __future__ import annotations

import datetime
import hmac
import ipaddress
import json
import os
import time
from functools import partial

from flask import Blueprint, Flask, Response, abort, current_app, g, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from engine.backend import IndexInfo
from engine.errors import SearchError
from searchapp.server import request_context, visitor
from searchapp.server.processes import METRICS_FOLDER
from searchapp.service.live_index import LiveIndex

LATENCY_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """Metrics since the start of the server, added up over its processes; several servers are scraped one by one."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        if METRICS_FOLDER in os.environ:
            self.registry = CollectorRegistry()
            MultiProcessCollector(self.registry)  # type: ignore[no-untyped-call]
        else:
            ProcessCollector(registry=registry)
        self.requests = Counter(
            "zhenwen_requests_total", "Requests answered.", ("view", "method", "status"), registry=registry
        )
        self.seconds = Histogram(
            "zhenwen_request_seconds",
            "Seconds to an answer.",
            ("view",),
            buckets=LATENCY_BUCKETS_SECONDS,
            registry=registry,
        )
        self.searches = Counter(
            "zhenwen_searches_total", "Searches answered.", ("outcome", "mistaken"), registry=registry
        )
        gauge = partial(Gauge, registry=registry, multiprocess_mode="mostrecent")
        self._ready = gauge("zhenwen_index_ready", "1 where there is an index to answer from.")
        self._documents = gauge("zhenwen_index_documents", "Articles in the index.")
        self._built = gauge("zhenwen_index_built_timestamp_seconds", "When the index was built.")

    def show(self, info: IndexInfo | None) -> None:
        """Set the gauges of the index; None if there is no index."""
        self._ready.set(info is not None)
        if info:
            self._documents.set(info.articles)
            self._built.set(info.built.timestamp())


blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Response:
    """Report that the process responds, with or without an index."""
    return _said({"status": "ok"})


@blueprint.get("/readyz")
def ready() -> Response:
    """Report readiness, with the generation, its age in seconds and its number of articles.

    503 if there is no index, and until the index and everything that goes with it is loaded.
    """
    live: LiveIndex = current_app.extensions["live_index"]
    live.begin()
    try:
        info = None if live.starting else request_context.info()
    except SearchError as error:
        return _said({"status": "no index", "error": type(error).__name__}, 503)
    if info is None or live.starting:
        return _said({"status": "starting"}, 503)
    age = datetime.datetime.now(datetime.UTC) - info.built
    told = {"generation": info.generation, "age_seconds": round(age.total_seconds()), "documents": info.articles}
    return _said({"status": "ok", **told, "built": info.built.astimezone(datetime.UTC).isoformat(timespec="seconds")})


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return the metrics of this process, to this machine or to holders of the token."""
    if not _may_look():
        abort(403)
    figures = _metrics()
    try:
        figures.show(request_context.info())
    except SearchError:
        figures.show(None)
    return Response(generate_latest(figures.registry), content_type=CONTENT_TYPE_LATEST)


def register(app: Flask) -> None:
    """Count every request by its view, never by its address."""
    app.extensions["metrics"] = Metrics()
    app.before_request(_begin)
    app.after_request(_count)


def count_search(total: int, problems: bool) -> None:
    """Count an answered search."""
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
    methods = ("GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS")
    return request.method if request.method in methods else "other"


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
