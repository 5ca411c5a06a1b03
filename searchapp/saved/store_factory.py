"""Opens the store at a database address; the imports are deferred, as they take half a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from searchapp.saved.popular_searches import FileLedger, PopularSearch, SearchLedger
from searchapp.saved.store_protocol import Store


def open_store(url: str) -> Store:
    """Open the store in the database at `url` (sqlite:///PATH, postgresql://HOST/NAME) and migrate its tables.

    Raises SettingError for an invalid address or a missing driver, StoreFailed.
    """
    from searchapp.saved.database_store import DatabaseStore

    return DatabaseStore(url)


def check_address(url: str) -> None:
    """Raise SettingError if `url` is no database address or its driver is not installed; opens nothing."""
    from searchapp.saved.database import open_engine, read

    open_engine(read(url)).dispose()


def visits_scheme() -> str:
    """Return the Flask-Limiter storage URI of the counts in a shared database; its option is the `store`."""
    from searchapp.saved.rate_limit_store import SCHEME

    return f"{SCHEME}://"


def processes_scheme() -> str:
    """Return the Flask-Limiter storage URI of the counts in a `file` that the processes of one server share."""
    from searchapp.saved.shared_rate_limits import SCHEME

    return f"{SCHEME}://"


class LazyStore:
    """Opens the store on first use, so that searching works while the database is down."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._closers: list[Callable[[], None]] = []

    @property
    def shared(self) -> bool:
        """True if servers on several machines can share the database."""
        return self.url.startswith("postgres")

    def get(self) -> Store:
        """Return the store; raises as `open_store` does, and tries again on the next call."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self.url)
            return self._store

    def at_close(self, closer: Callable[[], None]) -> None:
        """Register a function to call when the store is closed."""
        self._closers.append(closer)

    def close(self) -> None:
        """Close all connections; a later `get` opens the store again."""
        for closer in self._closers:
            closer()
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None


class _SharedLedger:
    """Popular searches of a store that is opened on first use."""

    def __init__(self, store: LazyStore) -> None:
        self._store = store

    def add(self, new: Mapping[str, tuple[int, int]]) -> None:
        self._store.get().popular.add(new)

    def read(self) -> list[PopularSearch]:
        return self._store.get().popular.read()


def ledger(store: LazyStore, folder: Path) -> SearchLedger:
    """Return the search counts: in the database if servers share one, else in a file of the data folder."""
    return _SharedLedger(store) if store.shared else FileLedger(folder)
