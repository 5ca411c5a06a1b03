"""Monitoring for the operator: health, metrics, logs, popular searches."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from engine.article import Article
from searchapp import create_app
from searchapp.saved.popular_searches import read_searches
from searchapp.server import logs
from tests.conftest import BuildIndex, Client


def wait_for(truth: Callable[[], object]) -> None:
    """Wait until a condition is true."""
    until = time.monotonic() + 60
    while not truth():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def watched(index_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A separate application, so that its metrics start at zero."""
    app = create_app({"engine": index_url, "data": str(tmp_path), "proxies": 1})
    app.test_client_class = Client
    yield app
    app.extensions["live_index"].close()


def figures(text: str) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and label values."""
    families = text_string_to_metric_families(text)
    order = ("view", "method", "status", "outcome", "mistaken")
    samples = [sample for family in families for sample in family.samples]
    return {(s.name, *(s.labels[name] for name in order if name in s.labels)): s.value for s in samples}


def test_alive_without_an_index_and_ready_as_soon_as_there_is_one(
    tmp_path: Path, build_index: BuildIndex, articles: tuple[Article, ...]
) -> None:
    app = create_app({"data": str(tmp_path)})
    client = app.test_client()
    assert client.get("/healthz").status_code == 200
    assert (client.get("/readyz").status_code, client.get("/metrics").status_code) == (503, 200)
    build_index(tmp_path / "index", articles)
    wait_for(lambda: client.get("/readyz").status_code == 200)
    ready = client.get("/readyz").get_json()
    assert ready["documents"] == len(articles)
    assert ready["generation"] == client.get("/api/v1/index").get_json()["generation"]
    assert 0 <= ready["age_seconds"] < 600
    app.extensions["live_index"].close()


def test_before_all_is_loaded_a_server_is_not_ready(watched: Flask) -> None:
    live, go_on = watched.extensions["live_index"], threading.Event()
    live._load = (lambda _: None, lambda _: go_on.wait(20))
    client = watched.test_client()
    refused = client.get("/readyz")
    assert (refused.status_code, refused.get_json()) == (503, {"status": "starting"})
    wait_for(lambda: client.get("/search?q=樱桃").status_code == 200)
    assert client.get("/readyz").get_json() == {"status": "starting"}
    go_on.set()
    wait_for(lambda: client.get("/readyz").status_code == 200)


# Everything read, imported or created once must be ready before readers come: checked by hooks, not by time.
FIRST = """
import gc, sys, time
from functools import _lru_cache_wrapper
from searchapp import create_app
app = create_app({"engine": sys.argv[1], "data": sys.argv[2]})
client, live = app.test_client(), app.extensions["live_index"]
while client.get("/readyz").status_code != 200:
    time.sleep(0.05)
def made():
    caches = [one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper)]
    once = [one for one in caches if one.cache_parameters()["maxsize"] is None]
    return {f"{one.__module__}.{one.__qualname__}": one.cache_info().misses for one in once}
before, events, listening = made(), [], True
def hear(event, arguments):
    if listening and event in ("open", "import", "mmap.__new__"):
        events.append(f"{event} {arguments[0]}")
sys.addaudithook(hear)
for language in ("zh", "en"):
    for path in sys.argv[3:]:
        answer = client.get(path, headers={"Accept-Language": language})
        assert answer.status_code in (200, 404), (path, answer.status_code)
        answer.get_data()
listening = False
after = made()
live.close()
allowed = ("searches.json", "/proc/self/statm")
for event in events:
    if not event.endswith(allowed):
        print(event)
for name in after:
    if name.startswith(("engine", "searchapp")) and after[name] != before.get(name, 0):
        print("made", name)
"""
PATHS = (
    "/search?q=樱桃",
    "/search?q=西集镇 NOT “潞城镇”",
    "/search?q=樱*节 OR 運河",
    "/search?q=（樱桃&sort=date&from=2020&town=西集镇",
    "/search?q=没有的东西甲乙丙",
    "/suggest?q=xi",
    "/suggest?q=镇",
    "/",
    "/article/a1?q=樱桃",
    "/article/none",
    "/why/a1?q=樱桃",
    "/facet/town?q=镇",
    "/share?q=樱桃",
    "/feed?q=镇",
    "/export.csv?q=镇",
    "/help",
    "/api/v1/search?q=镇",
    "/api/v1/explain?q=樱桃&article=a1",
)


@pytest.mark.parametrize("first", ["/search?q=樱桃", "/suggest?q=xi", "/", "/article/a1?q=樱桃"])
def test_the_first_request_after_a_start_loads_nothing(index_url: str, tmp_path: Path, first: str) -> None:
    command = [sys.executable, "-c", FIRST, index_url, str(tmp_path), first, *PATHS]
    process = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (process.stdout, process.returncode) == ("", 0), process.stderr


def test_requests_and_searches_are_counted_by_view_and_outcome(watched: Flask) -> None:
    client = watched.test_client()
    for path in ("/search?q=樱桃", "/search?q=樱桃", "/search?q=雪橇滑行甲乙丙", "/none", "/search?from=x"):
        client.get(path)
    seen = figures(client.get("/metrics").text)
    assert seen["zhenwen_requests_total", "search.results", "GET", "200"] == 3
    assert seen["zhenwen_requests_total", "none", "GET", "404"] == 1
    assert seen["zhenwen_requests_total", "search.results", "GET", "400"] == 1
    assert seen["zhenwen_searches_total", "found", "no"] == 2
    assert seen["zhenwen_index_documents",] == 12
    assert seen["process_resident_memory_bytes",] > 1e6


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("203.0.113.9", 403)])
def test_figures_are_for_this_machine(watched: Flask, address: str, status: int) -> None:
    assert watched.test_client().get("/metrics", headers={"X-Forwarded-For": address}).status_code == status


@pytest.mark.parametrize(("given", "status"), [("Bearer geheim", 200), ("Bearer x", 403), ("", 403)])
def test_figures_are_for_who_has_the_token(index_url: str, given: str, status: int) -> None:
    app = create_app({"engine": index_url, "metrics_token": "geheim"})
    assert app.test_client().get("/metrics", headers={"Authorization": given}).status_code == status
    app.extensions["live_index"].close()


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """The log of the server, as JSON."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.JsonLines())
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    yield stream
    root.handlers = handlers
    root.setLevel(level)


def test_a_request_is_one_line_with_its_id_and_nothing_of_its_reader(watched: Flask, lines: io.StringIO) -> None:
    answer = watched.test_client().get("/search?q=秘密的词", headers={"X-Forwarded-For": "203.0.113.77"})
    (line,) = lines.getvalue().splitlines()
    told = json.loads(line)
    assert told["request"] == answer.headers["X-Request-Id"]
    assert (told["view"], told["method"], told["status"]) == ("search.results", "GET", 200)
    assert told["ms"] >= 0
    assert "秘密" not in line
    assert "203.0.113.77" not in line


@pytest.mark.parametrize(
    ("given", "kept"), [("5f0c9a2e-7c1b", True), ("a\u00a0b c=d", False), ("x" * 65, False), ("", False)]
)
def test_the_id_of_a_trusted_proxy_is_kept_where_it_is_one(watched: Flask, given: str, kept: bool) -> None:
    answer = watched.test_client().get("/healthz", headers={"X-Request-Id": given})
    assert (answer.headers["X-Request-Id"] == given) is kept


@pytest.mark.parametrize("text", ["一行\nERROR forged", "\r\n{}", "\u2028\u2029", "\x1b[31mred"])
def test_nothing_in_a_message_begins_another_line(text: str) -> None:
    record = logging.LogRecord("x", logging.WARNING, "f", 1, "%s", (text,), None)
    for formatter in (logs.JsonLines(), logs.OneLine()):
        said = formatter.format(record)
        assert len(said.splitlines()) == 1 or len(json.loads(said)["message"]) == len(text)
        assert "\n" not in said
        assert "\x1b" not in said


def test_searches_are_kept_for_the_operator_and_offered_to_readers(watched: Flask, tmp_path: Path) -> None:
    client = watched.test_client()
    for path in (
        "/search?q=樱桃节日",
        "/search?q=樱桃节日&page=2",
        "/search?q=雪橇甲乙丙丁",
        "/search?q=樱桃&source=x",
    ):
        client.get(path)
    watched.extensions["frequent"].write()
    assert {(one.text, one.times) for one in read_searches(tmp_path)} == {("樱桃节日", 1), ("雪橇甲乙丙丁", 1)}
