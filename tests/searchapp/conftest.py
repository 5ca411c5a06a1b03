"""What several folders of tests need: a mail server on this machine, a store without content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchapp.saved.factory import open_store
from tests.searchapp.mail.server import Server


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables: making them takes longer than a test."""
    file = tmp_path_factory.mktemp("sqlite") / "saved.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The mail server of all tests."""
    server = Server(tmp_path_factory.mktemp("smtp"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def post(running: Server) -> Server:
    """The mail server with an empty mailbox and good manners."""
    running.mailbox.letters.clear()
    running.mailbox.refuse.clear()
    running.mailbox.hang = 0.0
    return running
