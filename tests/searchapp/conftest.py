"""Shared fixtures: a mail server and a PostgreSQL on this machine, an empty store."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from searchapp.saved.store_factory import open_store
from tests.searchapp.mail.server import Server


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with empty tables, since creating them takes longer than a test."""
    file = tmp_path_factory.mktemp("sqlite") / "saved.sqlite"
    open_store(f"sqlite:///{file}").close()
    return file


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
    # The path of its socket is limited to 107 bytes, and the server refuses to run as root.
    folder = Path(f"/tmp/zhenwen-pg-{os.getpid()}")
    folder.mkdir(mode=0o700)
    user = "nobody" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    making: list[str | Path] = [programs / "initdb", "-D", data]
    making += ["-A", "trust", "-U", "zhenwen", "-E", "UTF8", "--locale=C", "--no-sync"]
    subprocess.run(making, check=True, capture_output=True, cwd=folder, user=user)
    serving: list[str | Path] = [programs / "postgres", "-D", data, "-k", folder]
    serving += ["-c", "listen_addresses=", "-c", "fsync=off"]
    with (folder.parent / f"{folder.name}.log").open("wb") as log:
        server = subprocess.Popen(serving, stdout=log, stderr=log, cwd=folder, user=user)
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


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The mail server of all tests."""
    server = Server(tmp_path_factory.mktemp("smtp"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def post(running: Server) -> Server:
    """The mail server with an empty mailbox and default behaviour."""
    running.mailbox.letters.clear()
    running.mailbox.refuse.clear()
    running.mailbox.greeted.clear()
    running.mailbox.hang = 0.0
    return running
