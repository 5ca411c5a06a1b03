"""The live index: one open engine, replaced by a newer generation while requests go on."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from engine.backend import Engine, IndexInfo
from engine.errors import SearchError
from engine.factory import index_version, open_engine
from engine.messages import translatable
from engine.runtime.garbage_collection import settle
from engine.runtime.memory_limits import MemoryLimits
from engine.vocabulary import Vocabulary
from searchapp.request.reader_errors import Overloaded, reason

_log = logging.getLogger(__name__)
# Seconds until a generation that failed to open is tried again, and between two checks for a new one.
RETRY_SECONDS, POLL_SECONDS = 5.0, 1.0
# Seconds that a request waits for a starting server, and the Retry-After sent to its reader.
PATIENCE, AGAIN = 2.0, 5


class Starting(Overloaded):
    """The server is still loading what it needs to answer."""

    def __init__(self) -> None:
        super().__init__(AGAIN, translatable("The server is starting. Please try again in a few seconds."))


@dataclass
class EngineLease:
    """An open engine with its index information; `readers` counts the requests that use it now.

    `loaded` is the number of warm-up functions already called with it.
    """

    engine: Engine
    info: IndexInfo
    version: Hashable
    readers: int = 0
    loaded: int = 0


class LiveIndex:
    """Lends the engine of the newest generation; the previous one is closed when its last borrower returns it.

    After `begin` a thread watches for new generations and calls the functions `load` with each before readers get it;
    if there is no engine to lend yet, only the first of them is called beforehand. In a process that never calls
    `begin`, the first borrower opens a new generation.
    """

    def __init__(
        self,
        url: str,
        load: Sequence[Callable[[Engine], None]] = (),
        vocabulary: Vocabulary | None = None,
        limits: MemoryLimits | None = None,
    ) -> None:
        self._limits = limits
        self._url, self._load, self.vocabulary = url, load, vocabulary or Vocabulary()
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._lease: EngineLease | None = None
        self._refused: tuple[Hashable, float] = ((), 0.0)
        self._keeper: threading.Thread | None = None
        self._stop, self._looked = threading.Event(), threading.Event()

    @contextmanager
    def borrow(self) -> Iterator[EngineLease]:
        """Lend the engine to one request, the same generation throughout.

        Raises IndexMissing, IndexVersionError, IndexDamaged if nothing can be opened, Starting if that takes long. A
        newer generation that cannot be opened is logged, and readers keep the current one.
        """
        lease = self._take()
        try:
            yield lease
        finally:
            with self._lock:
                lease.readers -= 1
                is_idle = lease.readers == 0 and lease is not self._lease
            if is_idle:
                lease.engine.close()

    def begin(self) -> None:
        """Start watching for new generations, and load them before readers get them."""
        with self._lock:
            if self._keeper is None and not self._stop.is_set():
                self._keeper = threading.Thread(target=self._keep, name="index", daemon=True)
                self._keeper.start()

    def await_first(self) -> None:
        """Wait, after `begin`, until an index is ready for readers or cannot be opened."""
        self._looked.wait()

    @property
    def starting(self) -> bool:
        """True until the index is fully loaded."""
        with self._lock:
            return not self._looked.is_set() or (self._lease is not None and self._lease.loaded < len(self._load))

    def close(self) -> None:
        """Close the engine, at once or when its last borrower returns it; a later borrower opens it again."""
        self._stop.set()
        if self._keeper:
            self._keeper.join(1)
        with self._lock:
            self._keeper = None
            self._retire(None)

    def _keep(self) -> None:
        last_reason = ""
        while not self._stop.is_set():
            try:
                self._look()
                last_reason = ""
            except Exception as error:
                if repr(error) != last_reason:
                    expected = isinstance(error, SearchError)
                    _log.warning("The index is not ready: %s", reason(error), exc_info=None if expected else error)
                last_reason = repr(error)
            self._looked.set()
            self._stop.wait(POLL_SECONDS)

    def _look(self) -> None:
        version = index_version(self._url)
        with self._lock:
            lent = self._lease
            current = lent is not None and (lent.version == version or self._is_refused(version))
        if not current:
            with self._opening:
                self._move_to(version, self._load if lent else self._load[:1])
            self._looked.set()
        with self.borrow() as lease:
            if lease.loaded < len(self._load):
                _call(self._load[lease.loaded :], lease.engine)
                lease.loaded = len(self._load)
                current = False
        if not current:
            settle()

    def _take(self) -> EngineLease:
        if self._keeper and not self._looked.wait(PATIENCE):
            raise Starting
        with self._lock:
            if self._keeper and self._lease:
                self._lease.readers += 1
                return self._lease
        version = index_version(self._url)
        while True:
            with self._lock:
                lease = self._lease
                # While one thread opens the new generation, the others use the old one.
                if lease and (lease.version == version or self._opening.locked() or self._is_refused(version)):
                    lease.readers += 1
                    return lease
            if not self._opening.acquire(timeout=PATIENCE):
                raise Starting
            try:
                self._move_to(version, ())
            finally:
                self._opening.release()

    def _move_to(self, version: Hashable, load: Sequence[Callable[[Engine], None]]) -> None:
        """Open the current generation and lend it from now on; called by one thread at a time."""
        with self._lock:
            if self._lease and self._lease.version == version:
                return
        try:
            lease = self._open(version, load)
        except SearchError as error:
            with self._lock:
                if self._lease is None:
                    raise
                self._refused = (version, time.monotonic() + RETRY_SECONDS)
            _log.warning("The newer index cannot be opened, the old one stays in use: %s", reason(error))
            return
        with self._lock:
            self._retire(lease)

    def _open(self, version: Hashable, load: Sequence[Callable[[Engine], None]]) -> EngineLease:
        engine = open_engine(self._url, self.vocabulary, self._limits)
        try:
            _call(load, engine)
            return EngineLease(engine, engine.info(), version, loaded=len(load))
        except BaseException:
            engine.close()
            raise

    def _is_refused(self, version: Hashable) -> bool:
        refused, until = self._refused
        return refused == version and time.monotonic() < until

    def _retire(self, successor: EngineLease | None) -> None:
        former, self._lease = self._lease, successor
        if former and former.readers == 0:
            former.engine.close()


def _call(functions: Sequence[Callable[[Engine], None]], engine: Engine) -> None:
    for function in functions:
        try:
            function(engine)
        except SearchError:
            raise
        except Exception:  # a bug: readers still get what is available
            _log.exception("%s failed for the index.", getattr(function, "__name__", function))
