"""A client that returns parsed pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from searchapp import create_app

Fetch = Callable[..., BeautifulSoup]


@pytest.fixture
def fetch(client: FlaskClient) -> Fetch:
    """A function that returns the page at a path, parsed; `status` is the expected one."""

    def get(path: str, status: int = 200, **headers: str) -> BeautifulSoup:
        answer = client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        assert answer.status_code == status, answer.text
        return BeautifulSoup(answer.text, "html.parser")

    return get


@pytest.fixture
def small_pages(index_url: str) -> Fetch:
    """The same pages with three hits each."""
    app = create_app({"engine": index_url, "page_size": 3})
    return lambda path: BeautifulSoup(app.test_client().get(path).text, "html.parser")
