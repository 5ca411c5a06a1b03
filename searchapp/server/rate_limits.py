"""Limits per reader and for all readers: request rate, query time, concurrent requests."""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_limiter import Limiter, RequestLimit

from engine.messages import translatable
from engine.runtime import deadline
from engine.settings import Value
from searchapp.request.reader_errors import TooMany
from searchapp.saved.store_factory import LazyStore, processes_scheme, visits_scheme
from searchapp.server import visitor
from searchapp.server.gate import AdmissionGate

# Answered whatever the load: static files and the health endpoints.
UNLIMITED_ENDPOINTS = frozenset({"static", "health.alive", "health.ready", "health.metrics"})
# More expensive than a page.
EXPENSIVE_ENDPOINTS = ("export.file", "feeds.feed", "feeds.saved_feed")


def register(app: Flask, values: dict[str, Value], counts: Path | None = None) -> None:
    """Rate-limit by address, then admit as many requests as there are threads, each with a time limit.

    `counts` is the file in which the processes of this server count together, None if there is only one.
    """
    threads, patience = int(values["threads"].value), float(values["wait_seconds"].value)
    app.extensions["gate"] = AdmissionGate(threads, int(values["waiting"].value), patience)
    # A download continues after its request handler has returned, at the client's speed.
    app.extensions["long_gate"] = AdmissionGate(max(1, threads // 2), max(1, threads // 4), patience)
    _count(app, int(values["requests_per_minute"].value), int(values["exports_per_minute"].value), counts)
    app.before_request(_enter)
    app.teardown_request(_leave)


def _count(app: Flask, all_pages: int, long_ones: int, counts: Path | None) -> None:
    """Set up the rate limits; servers that share a database count together, and so do the processes of one server.

    Without a shared database each server counts alone; while the database does not answer, each process.
    """
    store: LazyStore = app.extensions["store"]
    shared: Any = {"storage_uri": "memory://"}
    if store.shared:
        shared = {"storage_uri": visits_scheme(), "storage_options": {"store": store}}
    elif counts:
        shared = {"storage_uri": processes_scheme(), "storage_options": {"file": counts}}
    limiter = Limiter(
        visitor.reader,
        app=app,
        application_limits=[f"{all_pages}/minute"] if all_pages else [],
        on_breach=_refuse,
        headers_enabled=False,
        # Stores two numbers per address, however many requests it sends.
        strategy="sliding-window-counter",
        **shared,
    )
    limiter.request_filter(lambda: request.endpoint in UNLIMITED_ENDPOINTS)
    for endpoint in EXPENSIVE_ENDPOINTS if long_ones else ():
        limited: Any = limiter.shared_limit(f"{long_ones}/minute", "long")(app.view_functions[endpoint])
        app.view_functions[endpoint] = limited


def _refuse(limit: RequestLimit) -> Response:
    raise TooMany(
        translatable("Too many requests. Please try again in a while."), max(1, limit.reset_at - int(time.time()))
    )


def _enter() -> None:
    if request.endpoint in UNLIMITED_ENDPOINTS:
        return
    gate: AdmissionGate = current_app.extensions["gate"]
    gate.enter(reader := visitor.reader())
    g.inside = ExitStack()
    g.inside.callback(gate.leave, reader)
    g.inside.enter_context(deadline.time_limit(float(current_app.config["QUERY_SECONDS"])))


def _leave(error: BaseException | None = None) -> None:
    del error
    inside: ExitStack | None = g.pop("inside", None)
    if inside:
        inside.close()
