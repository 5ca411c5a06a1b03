"""Empty stores on SQLite and on the tests' own PostgreSQL."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from searchapp.saved.records import Alert, LetterDraft, SavedSearch, Snapshot
from searchapp.saved.seen_articles import SeenArticles
from searchapp.saved.store_factory import open_store
from searchapp.saved.store_protocol import Store

NOW = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path)
        return f"sqlite:///{tmp_path}/saved.sqlite"
    url: str = request.getfixturevalue("empty_postgresql")
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE saved_search, snapshot, alert, letter, block, asked, visit")
    return url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(database)
    yield opened
    opened.close()


def search(number: int = 1, **values: object) -> SavedSearch:
    """Return a saved search; `values` override its fields."""
    given = {"id": f"search{number}", "name": "樱桃", "note": "", "query": "q=%E6%A8%B1%E6%A1%83", "created": NOW}
    return SavedSearch(**{**given, **values})  # type: ignore[arg-type]


def snapshot(total: int = 2) -> Snapshot:
    """Return the results of a search."""
    return Snapshot(NOW, "g1", total, SeenArticles(frozenset(range(total))))


def alert(number: int = 1, **values: object) -> Alert:
    """Return an alert on the first search; `values` override its fields."""
    given: dict[str, object] = {"id": f"alert{number}", "search": "search1", "language": "zh"}
    given |= {"address": f"reader{number}@example.org"}
    given |= {"every": "now", "reprints": False, "state": "asked", "stop": f"stop{number}", "sent": 0}
    return Alert(**{"known": SeenArticles(), "looked": datetime.datetime.now(datetime.UTC), **given, **values})  # type: ignore[arg-type]


def draft(number: int = 1, **values: object) -> LetterDraft:
    """Return an e-mail; `values` override its fields."""
    given = {"id": f"letter{number}", "kind": "share", "recipient": f"reader{number}@example.org", "subject": "樱桃"}
    return LetterDraft(**{"content": b"content", "sender": "127.0.0.1", "batch": "batch", **given, **values})  # type: ignore[arg-type]
