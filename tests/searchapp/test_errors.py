"""Errors to HTTP answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound

from engine import errors
from searchapp import create_app, search
from searchapp.errors import status_of
from searchapp.params import BadArgument

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
    """An application whose results page fails with the error that is put into the list."""
    planned: list[Exception] = []

    def fail(*_: object) -> None:
        raise planned[0]

    monkeypatch.setattr(search, "run", fail)
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


def test_what_led_to_an_expected_failure_is_logged(
    failing: tuple[Flask, list[Exception]], caplog: pytest.LogCaptureFixture
) -> None:
    app, planned = failing
    error = errors.IndexDamaged("A file is damaged.")
    error.__cause__ = ValueError("a number outside")
    planned.append(error)
    assert app.test_client().get("/search?q=x").status_code == 503
    assert "a number outside" in caplog.text
