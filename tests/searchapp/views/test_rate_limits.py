"""Rate limits of one reader, and of all together."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from searchapp import create_app
from tests.conftest import Client

Make = Callable[..., Flask]


@pytest.fixture
def make(index_url: str, tmp_path: Path) -> Iterator[Make]:
    """A function that creates applications with given settings."""
    flasks: list[Flask] = []

    def create(**settings: object) -> Flask:
        app = create_app({"engine": index_url, "data": str(tmp_path), **settings})
        app.test_client_class = Client
        flasks.append(app)
        return app

    yield create
    for app in flasks:
        app.extensions["live_index"].close()


def test_a_reader_who_asks_too_often_is_told_when_to_come_back(make: Make) -> None:
    client = make(requests_per_minute=3).test_client()
    assert [client.get("/search?q=樱桃").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get("/search?q=樱桃")
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert "请求太频繁了" in refused.text
    assert client.get("/static/style.css").status_code == 200, "files do not count"


def test_what_is_remembered_of_a_reader_does_not_grow_with_its_requests(make: Make) -> None:
    app = make(requests_per_minute=1000)
    client = app.test_client()
    (limiter,) = app.extensions["limiter"]

    def remembered() -> int:
        return len(pickle.dumps(limiter.storage))

    client.get("/help")
    before = remembered()
    for _ in range(50):
        client.get("/help")
    assert remembered() < before + 100


def test_a_program_gets_problem_details(make: Make) -> None:
    client = make(requests_per_minute=1).test_client()
    client.get("/api/v1/search")
    refused = client.get("/api/v1/search", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert refused.get_json()["retry_after"] == int(refused.headers["Retry-After"])
    assert "Too many requests" in refused.get_json()["detail"]


def test_each_address_counts_for_itself(make: Make) -> None:
    client = make(requests_per_minute=1, proxies=1).test_client()

    def ask(address: str) -> int:
        return client.get("/", headers={"X-Forwarded-For": address}).status_code

    assert [ask("203.0.113.1"), ask("203.0.113.2"), ask("203.0.113.1")] == [200, 200, 429]
    assert [ask("2001:db8::1"), ask("2001:db8::2"), ask("2001:db8:0:1::1")] == [200, 429, 200]


def test_without_trusted_proxies_nobody_chooses_their_address(make: Make) -> None:
    client = make(requests_per_minute=1).test_client()
    answers = [client.get("/", headers={"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(2)]
    assert answers == [200, 429]


def test_only_the_last_of_a_chain_of_addresses_is_believed(make: Make) -> None:
    client = make(requests_per_minute=1, proxies=1).test_client()
    answers = [client.get("/", headers={"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.9"}).status_code for n in range(2)]
    assert answers == [200, 429]


def test_exports_have_a_limit_of_their_own(make: Make) -> None:
    client = make(exports_per_minute=2).test_client()
    assert [client.get(f"/export.{kind}").status_code for kind in ("csv", "ris", "bib")] == [200, 200, 429]
    assert client.get("/search").status_code == 200


def test_where_all_places_are_taken_the_next_one_is_sent_away(make: Make) -> None:
    app = make(threads=1, waiting=0, wait_seconds=3)
    app.extensions["gate"].enter("203.0.113.1")
    refused = app.test_client().get("/search", headers={"Accept-Language": "en"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "3")
    assert "Too many people" in refused.text
    app.extensions["gate"].leave("203.0.113.1")
    assert app.test_client().get("/search").status_code == 200


def test_every_request_gives_its_place_back_also_when_it_fails(make: Make) -> None:
    client = make(threads=1, waiting=0).test_client()
    paths = ["/search?from=x", "/none", "/article/none", "/export.pdf", "/", "/feed", "/s/x"]
    statuses = [client.get(path).status_code for path in paths * 2]
    assert 503 not in statuses


def test_a_file_holds_its_place_until_it_is_read(make: Make) -> None:
    app = make(threads=2, wait_seconds=0.1)
    reading = app.test_client().get("/export.csv", buffered=False)
    assert app.test_client().get("/export.csv").status_code == 503
    reading.close()
    assert app.test_client().get("/export.csv").status_code == 200


def test_one_address_at_work_leaves_places_to_others(make: Make) -> None:
    app = make(threads=4, waiting=0, proxies=1)
    for _ in range(2):
        app.extensions["gate"].enter("203.0.113.1")

    def ask(address: str) -> TestResponse:
        return app.test_client().get("/search?q=樱桃", headers={"X-Forwarded-For": address, "Accept-Language": "en"})

    assert "from your network" in ask("203.0.113.1").text
    assert [ask(f"203.0.113.{n}").status_code for n in (1, 2, 3)] == [503, 200, 200]


def test_one_address_with_its_files_leaves_places_to_others(make: Make) -> None:
    app = make(threads=8, wait_seconds=0.1, proxies=1)

    def read(address: str) -> TestResponse:
        return app.test_client().get("/export.csv", buffered=False, headers={"X-Forwarded-For": address})

    slow = [read("2001:db8::1") for _ in range(4)]
    assert [one.status_code for one in slow] == [200, 200, 503, 503]
    assert [read("2001:db8::2").status_code, read("2001:db8:0:1::1").status_code] == [503, 200]
    for one in slow:
        one.close()


def test_a_file_that_takes_too_long_is_cut_off_and_gives_its_place_back(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    app = make(threads=2, export_seconds=1e-9)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            app.test_client().get("/export.csv")
    assert "export_seconds" in caplog.text


def test_a_search_over_its_time_says_so(make: Make) -> None:
    refused = make(query_seconds=1e-9).test_client().get("/search?q=樱桃")
    assert refused.status_code == 400
    assert "太费时" in refused.text


def test_a_long_query_is_cut_and_said(make: Make) -> None:
    answer = make().test_client().get("/search?q=" + "樱桃" * 700)
    assert answer.status_code == 200
    assert "查询太长" in answer.text


def test_a_large_form_is_refused(make: Make) -> None:
    answer = make().test_client().post("/saved", data={"name": "长" * 300_000})
    assert answer.status_code == 413


def test_behind_tls_the_browser_is_told_to_stay_there(make: Make) -> None:
    client = make(proxies=1).test_client()
    secure = client.get("/share", headers={"X-Forwarded-Proto": "https", "X-Forwarded-Host": "news.example"})
    assert secure.headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Secure" in secure.headers["Set-Cookie"]
    assert "https://news.example/search" in secure.text
    plain = client.get("/share")
    assert "Strict-Transport-Security" not in plain.headers
