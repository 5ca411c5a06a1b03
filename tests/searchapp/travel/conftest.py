"""An application with its own store and a mail server, and actions of a reader."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.article import Article
from searchapp import create_app
from searchapp.saved.store_protocol import Store
from tests.conftest import UNLIMITED, BuildIndex, Client
from tests.searchapp.mail.server import SENDER, Server

SITE = "https://zhenwen.example.org"
Save = Callable[..., str]


@pytest.fixture
def data(empty_sqlite: Path, tmp_path: Path) -> Path:
    """The folder of one application: an empty store, no index."""
    shutil.copy(empty_sqlite, tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def _application(tmp_path_factory: pytest.TempPathFactory, index_url: str) -> Flask:
    app = create_app({"engine": index_url, "data": str(tmp_path_factory.mktemp("data")), "site": SITE, **UNLIMITED})
    app.testing = True
    app.test_client_class = Client
    return app


@pytest.fixture
def app(_application: Flask, empty_sqlite: Path) -> Iterator[Flask]:
    """An application without mail, its store empty."""
    shutil.copy(empty_sqlite, _application.config["DATA"])
    yield _application
    _application.extensions["store"].close()
    for left in Path(_application.config["DATA"]).iterdir():
        left.unlink()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A reader's browser."""
    return app.test_client()


@pytest.fixture
def mailing(data: Path, post: Server, build_index: BuildIndex, articles: tuple[Article, ...]) -> Iterator[Flask]:
    """An application with mail and its own index, which can be rebuilt; its mail thread is idle."""
    index = build_index(data / "index", articles)
    settings = {"engine": index, "data": str(data), "site": SITE, "smtp": post.url, "mail_from": SENDER, **UNLIMITED}
    app = create_app(settings)
    app.testing = True
    app.test_client_class = Client
    app.extensions["postman"].wake = lambda: None
    yield app
    app.extensions["live_index"].close()
    app.extensions["store"].close()


@pytest.fixture
def reader(mailing: Flask) -> FlaskClient:
    """A reader's browser on the application with mail."""
    return mailing.test_client()


def store_of(app: Flask) -> Store:
    """Return the store of the application."""
    store: Store = app.extensions["store"].get()
    return store


def send(client: FlaskClient, path: str, **fields: str) -> TestResponse:
    """Submit a form of this site, with the token that is on every page with a form."""
    page = client.get("/share").text
    token = re.findall(r'name="form_token" value="(\w+)"', page)[0]
    return client.post(path, data={"form_token": token, **fields})


def save(client: FlaskClient, **fields: str) -> str:
    """Save a search and return its short link."""
    answer = send(client, "/saved", **fields)
    assert answer.status_code == 303
    return answer.headers["Location"].partition("/share")[0]


def changed(page: TestResponse) -> str:
    """Return the text on the changes of a saved search."""
    match = re.search(r'<p class="changed" role="status">(.*?)</p>', page.text, re.S)
    assert match
    return " ".join(re.sub(r"<[^>]*>", " ", match.group(1)).split())
