"""A store on SQLite and one on a PostgreSQL of the tests' own, each empty."""

from __future__ import annotations

import datetime
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from searchapp.saved.contract import Store
from searchapp.saved.factory import open_store
from searchapp.saved.known import Known
from searchapp.saved.records import Alert, Draft, SavedSearch, Snapshot

NOW = datetime.datetime(2026, 5, 1, 8, 0, tzinfo=datetime.UTC)


def _programs() -> Path | None:
    folders = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("initdb"):
        folders.append(Path(found).resolve().parent)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database in a cluster that listens on a socket in a temporary folder."""
    programs = _programs()
    if programs is None:
        assert not os.environ.get("CI"), "no PostgreSQL: run scripts/find_postgresql.sh"
        pytest.skip("no PostgreSQL is installed (scripts/find_postgresql.sh installs it)")
    # Its socket's path may have 107 bytes, and the server refuses to run as root.
    folder = Path(f"/tmp/zhenwen-pg-{os.getpid()}")
    folder.mkdir(mode=0o700)
    other = {"user": "nobody"} if os.getuid() == 0 else {}
    if other:
        shutil.chown(folder, "nobody")
    data = folder / "data"
    making = [programs / "initdb", "-D", data, "-A", "trust", "-U", "zhenwen", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(making, check=True, capture_output=True, cwd=folder, **other)
    serving = [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        server = subprocess.Popen(serving, stdout=log, stderr=log, cwd=folder, **other)
    url = f"postgresql://zhenwen@/postgres?host={folder}"
    try:
        _wait(url, server)
        yield url
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(folder)
        Path(f"{folder}.log").unlink()


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def empty_postgresql(postgresql: str) -> str:
    """The address of a database with empty tables."""
    open_store(postgresql).close()
    return postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without content."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_sqlite"), tmp_path)
        return f"sqlite:///{tmp_path}/saved.sqlite"
    url: str = request.getfixturevalue("empty_postgresql")
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE saved_search, snapshot, alert, letter, block")
    return url


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """An empty store."""
    opened = open_store(database)
    yield opened
    opened.close()


def search(number: int = 1, **values: object) -> SavedSearch:
    """A saved search; `values` replace its own."""
    given = {"id": f"search{number}", "name": "樱桃", "note": "", "query": "q=%E6%A8%B1%E6%A1%83", "created": NOW}
    return SavedSearch(**{**given, **values})  # type: ignore[arg-type]


def snapshot(total: int = 2) -> Snapshot:
    """What a search found."""
    return Snapshot(NOW, "g1", total, Known(frozenset(range(total))))


def alert(number: int = 1, **values: object) -> Alert:
    """An alert on the first search; `values` replace its own."""
    given = {"id": f"alert{number}", "search": "search1", "address": f"reader{number}@example.org", "language": "zh"}
    given |= {"every": "now", "reprints": False, "state": "asked", "stop": f"stop{number}", "sent": 0}
    return Alert(**{"known": Known(), "looked": datetime.datetime.now(datetime.UTC), **given, **values})  # type: ignore[arg-type]


def draft(number: int = 1, **values: object) -> Draft:
    """A letter; `values` replace its own."""
    given = {"id": f"letter{number}", "kind": "share", "recipient": f"reader{number}@example.org", "subject": "樱桃"}
    return Draft(**{"content": b"content", "sender": "127.0.0.1", "batch": "batch", **given, **values})  # type: ignore[arg-type]
