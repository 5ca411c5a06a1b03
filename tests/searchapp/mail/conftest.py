"""A mail server and an outbox for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from searchapp.mail.smtp import MailServer, mail_server
from searchapp.saved.store_factory import open_store
from searchapp.saved.store_protocol import Store
from tests.searchapp.mail.server import SENDER, Server


@pytest.fixture
def smtp(post: Server) -> MailServer:
    """The mail server's settings for the program."""
    return mail_server(post.url, SENDER)


@pytest.fixture
def store(empty_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    shutil.copy(empty_sqlite, tmp_path / "saved.sqlite")
    opened = open_store(f"sqlite:///{tmp_path}/saved.sqlite")
    yield opened
    opened.close()
