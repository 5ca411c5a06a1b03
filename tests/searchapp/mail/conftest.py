"""A mail server and an outbox for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchapp.mail.smtp import MailServer, mail_server
from searchapp.saved.contract import Store
from searchapp.saved.factory import open_store
from tests.searchapp.mail.server import SENDER, Server


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of all tests."""
    server = Server(tmp_path_factory.mktemp("smtp"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def post(running: Server) -> Server:
    """The server with an empty mailbox and good manners."""
    running.mailbox.letters.clear()
    running.mailbox.refuse.clear()
    running.mailbox.hang = 0.0
    return running


@pytest.fixture
def smtp(post: Server) -> MailServer:
    """How the program sees it."""
    return mail_server(post.url, SENDER)


@pytest.fixture(scope="session")
def _empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("store") / "saved.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture
def store(_empty: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    shutil.copy(_empty, tmp_path / "saved.sqlite")
    opened = open_store(f"sqlite:///{tmp_path}/saved.sqlite")
    yield opened
    opened.close()
