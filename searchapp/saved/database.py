"""Database access: connections, transactions, migrations, and errors translated for readers."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, inspect, make_url, text

from engine.errors import SettingError
from engine.messages import translatable
from engine.runtime.extras import requires_extra
from searchapp.request.reader_errors import reason
from searchapp.saved.store_protocol import StoreBusy, StoreFailed, StoreFull

# Latest migration in migrations/versions; a test compares them.
HEAD = "0003"
# Arbitrary numbers not used for other locks in this database: this one and the next two.
ADVISORY_LOCK = 0x7A68656E
# Seconds until connecting to an unresponsive server is given up, and milliseconds until a silent connection is.
CONNECTION_TIMEOUTS = {"connect_timeout": "5", "tcp_user_timeout": "10000"}
_DISK_FULL_MESSAGES = ("disk is full", "No space left", "disk I/O error")
_log = logging.getLogger(__name__)


class Database:
    """An open database, usable from any thread. Raises SettingError, StoreFailed."""

    def __init__(self, address: str) -> None:
        url = read(address)
        self._sqlite = url.get_backend_name() == "sqlite"
        self._file = Path(url.database) if self._sqlite and url.database else None
        self._sending = threading.Lock()
        # Address for the log, without passwords.
        secrets = [name for name in url.query if "pass" in name]
        self._place = url.difference_update_query(secrets).render_as_string()
        with errors_in_sentences(self._place):
            if self._file:
                self._file.parent.mkdir(parents=True, exist_ok=True)
            self._engine = open_engine(url)
            self._bring_up_to_date()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a connection for reading."""
        with errors_in_sentences(self._place), self._engine.connect().execution_options(reading=True) as connection:
            yield connection

    @contextmanager
    def writing(self, alone: bool = False) -> Iterator[Connection]:
        """Open a transaction, committed at the end of the block, or rolled back if an error leaves it.

        With `alone` no other such transaction runs until it ends, in any process, so that counts stay valid. SQLite
        always runs writing transactions one at a time.
        """
        with errors_in_sentences(self._place), self._engine.begin() as connection:
            if alone and not self._sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK + 2})
            yield connection

    @contextmanager
    def exclusive(self, wait: float) -> Iterator[None]:
        """Hold a lock that one process at a time can hold, and that is released whenever that process ends.

        Raises StoreBusy after `wait` seconds.
        """
        deadline = time.monotonic() + wait
        if not self._sending.acquire(timeout=wait):
            raise _busy()
        try:
            with errors_in_sentences(self._place), self._lock_of_all_processes(deadline):
                yield
        finally:
            self._sending.release()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    @contextmanager
    def _lock_of_all_processes(self, deadline: float) -> Iterator[None]:
        if not self._sqlite:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                while not connection.execute(
                    text("SELECT pg_try_advisory_lock(:lock)"), {"lock": ADVISORY_LOCK}
                ).scalar():
                    _wait(deadline)
                try:
                    yield
                finally:
                    connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": ADVISORY_LOCK})
        elif self._file:
            # A lock by a transaction on another file works on every system that SQLite runs on.
            lock = sqlite3.connect(f"{self._file}-sending", isolation_level=None, timeout=0)
            try:
                _begin(lock, deadline)
                yield
            finally:
                lock.close()

    def _bring_up_to_date(self) -> None:
        with self._engine.connect() as connection:
            if _revision(connection) == HEAD:
                return
        with self._engine.begin() as connection:
            if not self._sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK + 1})
            found = _revision(connection)
            if found and found > HEAD:
                raise SettingError(
                    "The database of saved searches has version %(found)s, this program %(version)s: "
                    "update the program.",
                    found=found,
                    version=HEAD,
                )
            if found != HEAD:
                _migrate(connection)


@contextmanager
def errors_in_sentences(place: str) -> Iterator[None]:
    """Translate failures of the database at `place` into StoreFailed and StoreFull, and log the details."""
    try:
        yield
    except (exc.DBAPIError, exc.TimeoutError, sqlite3.Error, OSError) as error:
        _log.error("The database %s fails: %s", place, reason(error))
        if any(sign in str(error) for sign in _DISK_FULL_MESSAGES):
            raise StoreFull(
                translatable("The disk is full, nothing was saved. Try again when the operator has made room.")
            ) from error
        raise StoreFailed(
            translatable("The saved searches cannot be reached at the moment. Try again later.")
        ) from error


def read(address: str) -> URL:
    """Parse a database address, and set its driver. Raises SettingError."""
    try:
        url = make_url(address)
    except exc.ArgumentError:
        raise SettingError(
            "The setting database is no address: write sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME."
        ) from None
    if url.drivername in ("postgresql", "postgres"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingError(
            "The setting database names %(name)r: it is sqlite:/// or postgresql://.",
            name=url.get_backend_name(),
        )
    return url


def open_engine(url: URL, **options: Any) -> Engine:
    """Return an SQLAlchemy engine; `options` are passed on. Raises ExtraMissing if the driver is not installed."""
    sqlite = url.get_backend_name() == "sqlite"
    if not sqlite:
        # Options in the address take precedence.
        url = url.update_query_dict(
            {name: value for name, value in CONNECTION_TIMEOUTS.items() if name not in url.query}
        )
        options = {"pool_pre_ping": True, **options}
    with requires_extra("postgresql", "psycopg"):
        # Text written by readers must not appear in logs.
        engine = create_engine(url, hide_parameters=True, **options)
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: object) -> None:
    del record
    # Transactions are begun below; the driver would begin them too late.
    connection.isolation_level = None
    for pragma in ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail if another one writes in between.
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(revision) if revision else None


def _migrate(connection: Connection) -> None:
    # Alembic takes as long to import as everything else, and usually has nothing to do.
    command, config = import_module("alembic.command"), import_module("alembic.config").Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _begin(lock: sqlite3.Connection, deadline: float) -> None:
    while True:
        try:
            lock.execute("BEGIN EXCLUSIVE")
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
        _wait(deadline)


def _wait(deadline: float) -> None:
    if time.monotonic() >= deadline:
        raise _busy()
    time.sleep(0.05)


def _busy() -> StoreBusy:
    return StoreBusy(translatable("Another process is sending e-mails. Try again later."))
