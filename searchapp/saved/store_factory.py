"""From the address of a database to the store in it: the only deferred imports, as they take half a second."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from searchapp.saved.popular_searches import FileLedger, PopularSearch, SearchLedger
from searchapp.saved.store_protocol import Store


def open_store(url: str) -> Store:
    """The store in the database at `url` (sqlite:///PATH, postgresql://HOST/NAME); its tables are brought up to date.

    Raises SettingError for an address that nothing can open, StoreFailed.
    """
    from searchapp.saved.database_store import DatabaseStore

    return DatabaseStore(url)


def check_address(url: str) -> None:
    """Raise SettingError where no database can be at `url`, or its driver is not installed; nothing is opened."""
    from searchapp.saved.database import open_engine, read

    open_engine(read(url)).dispose()


def visits_scheme() -> str:
    """The address by which Flask-Limiter knows the counts in a shared database; its option is the `store`."""
    from searchapp.saved.rate_limit_store import SCHEME

    return f"{SCHEME}://"


class LazyStore:
    """Opens the store when it is first needed, so that searching goes on where the database is down."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._lock = threading.Lock()
        self._store: Store | None = None
        self._closers: list[Callable[[], None]] = []

    @property
    def shared(self) -> bool:
        """Whether it is in a database that servers on several machines can have in common."""
        return self.url.startswith("postgres")

    def get(self) -> Store:
        """The store; raises as `open_store` does, and tries again the next time."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self.url)
            return self._store

    def at_close(self, closer: Callable[[], None]) -> None:
        """Have this called too when the store is closed."""
        self._closers.append(closer)

    def close(self) -> None:
        """Let go of all connections; a later `get` opens anew."""
        for closer in self._closers:
            closer()
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None


class _SharedLedger:
    """The frequent searches of a store that is opened when it is first needed."""

    def __init__(self, store: LazyStore) -> None:
        self._store = store

    def add(self, new: Mapping[str, tuple[int, int]]) -> None:
        self._store.get().popular.add(new)

    def read(self) -> list[PopularSearch]:
        return self._store.get().popular.read()


def ledger(store: LazyStore, folder: Path) -> SearchLedger:
    """Where searches are counted: in the database where servers share one, else in a file of the data folder."""
    return _SharedLedger(store) if store.shared else FileLedger(folder)
