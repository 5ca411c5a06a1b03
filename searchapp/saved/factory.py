"""From the address of a database to the store in it: the only deferred import, as it takes half a second."""

from __future__ import annotations

import threading

from searchapp.saved.contract import Store


def open_store(url: str) -> Store:
    """The store in the database at `url` (sqlite:///PATH, postgresql://HOST/NAME); its tables are brought up to date.

    Raises SettingError for an address that nothing can open, StoreFailed.
    """
    from searchapp.saved.store import DatabaseStore

    return DatabaseStore(url)


class LazyStore:
    """Opens the store when it is first needed, so that searching goes on where the database is down."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._store: Store | None = None

    def get(self) -> Store:
        """The store; raises as `open_store` does, and tries again the next time."""
        with self._lock:
            if self._store is None:
                self._store = open_store(self._url)
            return self._store

    def close(self) -> None:
        """Let go of all connections; a later `get` opens anew."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None
