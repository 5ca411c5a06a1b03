"""HTTP answers to errors."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from engine import errors
from searchapp import create_app
from searchapp.http_errors import status_of
from searchapp.request.params import BadArgument
from searchapp.request.reader_errors import reason
from searchapp.saved.store_protocol import StoreBusy
from searchapp.service import search_service

KINDS = [
    (BadArgument("page", "x", "。"), 400),
    (errors.QuerySyntaxError("看不懂。"), 400),
    (errors.QueryTooCostly("太费时。"), 400),
    (errors.SearchTimedOut("太忙。"), 503),
    (errors.ArticleNotFound("没有。"), 404),
    (errors.IndexMissing("没有。"), 503),
    (errors.IndexVersionError("旧了。"), 503),
    (errors.IndexDamaged("坏了。"), 503),
    (errors.SearchError("别的。"), 500),
    (RuntimeError("secret"), 500),
    (NotFound(), 404),
    (MethodNotAllowed(), 405),
]


@pytest.fixture
def failing(index_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Flask, list[Exception]]]:
    """An application whose results page raises the error that is put into the list."""
    planned: list[Exception] = []

    def fail(*_: object) -> None:
        raise planned[0]

    monkeypatch.setattr(search_service, "run_search", fail)
    app = create_app({"engine": index_url})
    yield app, planned
    app.extensions["live_index"].close()


@pytest.mark.parametrize(("error", "status"), KINDS, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_error_is_a_page_with_its_status(
    failing: tuple[Flask, list[Exception]], error: Exception, status: int, language: str
) -> None:
    app, planned = failing
    planned.append(error)
    assert status_of(error) == status
    answer = app.test_client().get("/search?q=x", headers={"Accept-Language": language})
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert "Traceback" not in answer.text


def test_what_went_wrong_inside_is_logged_and_not_shown(
    failing: tuple[Flask, list[Exception]], caplog: pytest.LogCaptureFixture
) -> None:
    app, planned = failing
    planned.append(RuntimeError("secret"))
    assert "secret" not in app.test_client().get("/search?q=x").text
    assert "secret" in caplog.text


def test_a_wrong_method_or_address_is_a_page_too(app: Flask) -> None:
    refused = app.test_client().post("/search")
    assert refused.status_code == 405
    assert "GET" in refused.headers["Allow"]
    assert "没有这个页面" in app.test_client().get("/no/such/page").text


@pytest.mark.parametrize("path", ["/search?q=x", "/api/v1/search?q=x"])
def test_a_busy_machine_asks_to_come_back_and_does_not_blame_the_query(
    failing: tuple[Flask, list[Exception]], path: str
) -> None:
    app, planned = failing
    planned.append(errors.SearchTimedOut("The machine is too busy."))
    answer = app.test_client().get(path, headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "wildcard" not in answer.text


def test_what_led_to_a_failure_that_is_expected_is_logged_with_its_traceback(
    failing: tuple[Flask, list[Exception]], caplog: pytest.LogCaptureFixture
) -> None:
    app, planned = failing
    try:
        try:
            int("no number")
        except ValueError as error:
            raise errors.IndexDamaged("The index is damaged.") from error
    except errors.IndexDamaged as error:
        planned.append(error)
    assert app.test_client().get("/search?q=x").status_code == 503
    (record,) = caplog.records
    assert record.getMessage().startswith("The index is damaged (ValueError: invalid literal for int() with base 10")
    assert "test_http_errors.py" in caplog.text, "the traceback"


def test_a_database_that_is_down_is_one_sentence_for_readers_and_its_cause_for_the_operator(
    index_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    database = f"postgresql://zhenwen:geheim@127.0.0.1:{port}/news?sslpassword=geheim"
    app = create_app({"engine": index_url, "data": str(tmp_path), "database": database})
    answer = app.test_client().get("/s/abcdefghijklmnopq")
    app.extensions["live_index"].close()
    assert answer.status_code == 503
    assert "已存的检索暂时读写不了" in answer.text
    assert str(port) not in answer.text
    said = [record.getMessage() for record in caplog.records if record.name == "searchapp.saved.database"]
    assert f"zhenwen:***@127.0.0.1:{port}/news fails" in said[0]
    assert "OperationalError" in said[0]
    assert "refused" in said[0]
    for record in caplog.records:
        message = record.getMessage()
        assert "geheim" not in message
        assert message.isascii(), "operators read English"
        assert record.exc_info is None, "a database that is away is no mistake of ours"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreBusy("请稍后再试。"), "Another process is sending e-mails"),
        (errors.IndexMissing("There is no index."), "There is no index."),
        (RuntimeError("a\nb"), "a b"),
        (OSError("postgresql://u:geheim@h/x"), "postgresql://u:***@h/x"),
    ],
)
def test_a_reason_is_one_line_of_english_without_passwords(error: Exception, told: str) -> None:
    assert reason(error) == told
