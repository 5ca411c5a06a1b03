"""Request counts by address in a database shared by several servers, as a storage for Flask-Limiter."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Protocol

from limits.storage import MemoryStorage, SlidingWindowCounterSupport, Storage
from sqlalchemy import Engine, Row, TextClause, exc, text

from searchapp.request.reader_errors import reason
from searchapp.saved.database import open_engine, read
from searchapp.saved.link_tokens import digest
from searchapp.saved.store_protocol import StoreFailed

SCHEME = "zhenwen-visits"
# Seconds that a count may take, until a failed database is tried again, and between two clean-ups.
COUNT_TIMEOUT_SECONDS, RETRY_SECONDS, CLEAR_INTERVAL_SECONDS = 1.0, 5.0, 60.0
_FAILURES = (StoreFailed, exc.SQLAlchemyError)
_log = logging.getLogger(__name__)
_NOW = "extract(epoch from statement_timestamp())::float8"
# Time since the start of the counted window, in windows; a clock is never set back so far that this matters.
_WINDOW_AGE = f"(({_NOW} - v.began) / :expiry)"


def _sql(statement: str) -> TextClause:
    return text(statement.replace("AGE", _WINDOW_AGE).replace("NOW", _NOW))


# Sliding window counter: the weight of the previous window shrinks while this one progresses, so that two numbers
# approximate a moving minute.
_ACQUIRE = _sql("""
    INSERT INTO visit AS v (key, began, many, before) VALUES (:key, NOW, :amount, 0)
    ON CONFLICT (key) DO UPDATE SET
        before = CASE WHEN AGE < 1 THEN v.before WHEN AGE < 2 THEN v.many ELSE 0 END,
        many = CASE WHEN AGE < 1 THEN v.many + :amount ELSE :amount END,
        began = CASE WHEN AGE < 1 THEN v.began WHEN AGE < 2 THEN v.began + :expiry ELSE NOW END
    WHERE AGE >= 2 OR :amount + CASE WHEN AGE < 1 THEN v.before * (1 - AGE) + v.many
        ELSE v.many * (2 - AGE) END <= :limit
    RETURNING many""")
_SELECT_AGE = _sql("SELECT before, many, AGE AS age FROM visit AS v WHERE key = :key")
_SELECT_COUNT = text("SELECT many, began FROM visit WHERE key = :key")
_DELETE_STALE = _sql("DELETE FROM visit AS v WHERE AGE >= 2")


class SharedStore(Protocol):
    """Interface of the store used here: its address, its tables, and a callback at close."""

    url: str

    def get(self) -> object:
        """Open the store, with its tables up to date. Raises StoreFailed."""
        ...

    def at_close(self, closer: Callable[[], None]) -> None:
        """Register a function to call when the store is closed."""
        ...


class DatabaseRateLimits(Storage, SlidingWindowCounterSupport):
    """Counts in the table of `store`, or in the memory of this process while the database does not answer."""

    STORAGE_SCHEME = [SCHEME]  # noqa: RUF012  # as the base class has it

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: Any) -> None:
        super().__init__(uri, wrap_exceptions)
        self._store: SharedStore = options["store"]
        self._lock = threading.Lock()
        self._engine: Engine | None = None
        self._memory = MemoryStorage()
        self._failed, self._cleared = -RETRY_SECONDS, time.monotonic()

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """Exceptions of the storage."""
        return _FAILURES

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Count a request and return True, unless it exceeds the limit."""
        values = {"key": digest(key), "limit": limit, "expiry": expiry, "amount": amount}
        try:
            acquired = bool(self._ask(_ACQUIRE, values))
            if time.monotonic() - self._cleared > CLEAR_INTERVAL_SECONDS:
                self._cleared = time.monotonic()
                self._ask(_DELETE_STALE, {"expiry": expiry})
        except _FAILURES:
            return self._memory.acquire_sliding_window_entry(key, limit, expiry, amount)
        return acquired and amount <= limit

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Return the count of the previous window and its remaining seconds, then those of the current window."""
        try:
            rows = self._ask(_SELECT_AGE, {"key": digest(key), "expiry": expiry})
        except _FAILURES:
            return self._memory.get_sliding_window(key, expiry)
        if not rows or (row := rows[0]).age >= 2:
            return 0, 0.0, 0, 0.0
        if row.age >= 1:
            return row.many, (2 - row.age) * expiry, 0, 0.0
        return row.before, (1 - row.age) * expiry, row.many, (2 - row.age) * expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Delete the count of an address."""
        del expiry
        self.clear(key)

    def clear(self, key: str) -> None:
        """Delete the count of an address."""
        self._ask(text("DELETE FROM visit WHERE key = :key"), {"key": digest(key)})

    def reset(self) -> int | None:
        """Delete all counts; returns their number."""
        return len(self._ask(text("DELETE FROM visit RETURNING 1")))

    def check(self) -> bool:
        """Return whether the database answers."""
        try:
            self._ask(text("SELECT 1"))
        except _FAILURES:
            return False
        return True

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count requests without a limit."""
        self.acquire_sliding_window_entry(key, 1 << 30, expiry, amount)
        return self.get(key)

    def get(self, key: str) -> int:
        """Return the count of the current window."""
        return sum(row.many for row in self._ask(_SELECT_COUNT, {"key": digest(key)}))

    def get_expiry(self, key: str) -> float:
        """Return the start of that window, in seconds since 1970."""
        return float(sum(row.began for row in self._ask(_SELECT_COUNT, {"key": digest(key)})))

    def _ask(self, statement: TextClause, values: Mapping[str, Any] = MappingProxyType({})) -> Sequence[Row[Any]]:
        """Execute a statement and return all rows. Raises StoreFailed or SQLAlchemyError.

        A database that failed is not tried again at once, so that not every request waits for the same timeout.
        """
        if time.monotonic() - self._failed < RETRY_SECONDS:
            raise StoreFailed("The database does not answer.")
        try:
            with self._opened().connect() as connection:
                result = connection.execute(statement, dict(values))
                return result.all() if result.returns_rows else ()
        except _FAILURES as error:
            self._failed = time.monotonic()
            _log.warning("Requests are counted by this process alone for %d seconds: %s", RETRY_SECONDS, reason(error))
            raise

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                if time.monotonic() - self._failed < RETRY_SECONDS:
                    raise StoreFailed("The database does not answer.")
                self._engine = self._open()
            return self._engine

    def _open(self) -> Engine:
        self._store.get()  # makes the tables
        url = read(self._store.url)
        milliseconds = round(1000 * COUNT_TIMEOUT_SECONDS)
        asked = f"{url.query.get('options', '')} -c statement_timeout={milliseconds}"
        url = url.update_query_dict({"options": asked, "connect_timeout": "2", "tcp_user_timeout": str(milliseconds)})
        engine = open_engine(url, isolation_level="AUTOCOMMIT", pool_pre_ping=False, pool_timeout=COUNT_TIMEOUT_SECONDS)
        self._store.at_close(engine.dispose)
        return engine
