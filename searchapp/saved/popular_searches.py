"""Popular searches and searches without results: a bounded number of texts, without any data about readers."""

from __future__ import annotations

import contextlib
import datetime
import json
import logging
import os
import re
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.errors import SearchError
from searchapp.request.reader_errors import reason

if sys.platform != "win32":
    import fcntl

SEARCHES_FILE = "searches.json"
# Maximum number of texts, their maximum length, and the days after which an unused text is dropped.
MAX_SEARCHES, MAX_QUERY_CHARS, KEPT_DAYS = 5_000, 60, 400
# Seconds between two writes; maximum number of texts that wait for the next one.
WRITE_INTERVAL_SECONDS, MAX_PENDING = 60.0, 1_000
# Days on which a text must have been searched for before it is suggested to others; maximum number of suggestions.
MIN_SUGGESTED_DAYS, MAX_SUGGESTED = 3, 1_000
# name@example.org, 13800138000, 010-8888-8888: possibly personal data is not kept.
_PRIVATE = re.compile(r"@|[0-9][0-9 -]{5,40}[0-9]")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PopularSearch:
    """A text with its number of searches, of searches without results, of days, and its last day (2026-11-22)."""

    text: str
    times: int
    vain: int
    days: int
    last: str


class SearchLedger(Protocol):
    """Persistent counts of searches, shared by several servers. Both methods raise OSError or SearchError."""

    def add(self, new: Mapping[str, tuple[int, int]]) -> None:
        """Add the numbers of searches and of searches without results to each text."""
        ...

    def read(self) -> list[PopularSearch]:
        """Return all texts, most frequent first."""
        ...


class FileLedger:
    """Counts in a file of the data folder, which servers on this machine may share."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / SEARCHES_FILE

    def add(self, new: Mapping[str, tuple[int, int]]) -> None:
        """Add the numbers of searches and of searches without results to each text."""
        _add(self._file, new)

    def read(self) -> list[PopularSearch]:
        """Return all texts, most frequent first; empty if there is no readable file."""
        return read_searches(self._file.parent)


class PopularSearches:
    """Counts in memory, written to the ledger once a minute; a killed server loses at most a minute of counts."""

    def __init__(self, ledger: SearchLedger) -> None:
        self._ledger = ledger
        self._lock = threading.Lock()
        self._new: dict[str, tuple[int, int]] = {}
        self._written = time.monotonic()
        self._offered: tuple[float, tuple[str, ...]] = (-1e9, ())

    def count(self, text: str, total: int) -> None:
        """Count a search for this text with `total` results."""
        text = " ".join(text.encode("utf-8", "replace").decode().split())
        if not text or len(text) > MAX_QUERY_CHARS or not text.isprintable() or _PRIVATE.search(text):
            return
        with self._lock:
            if text in self._new or len(self._new) < MAX_PENDING:
                times, vain = self._new.get(text, (0, 0))
                self._new[text] = (times + 1, vain + (total == 0))
            due = time.monotonic() - self._written > WRITE_INTERVAL_SECONDS
        if due:
            self.write()

    def write(self) -> None:
        """Write the counts to the ledger. If that fails, the error is logged and the counts are lost."""
        with self._lock:
            new, self._new = self._new, {}
            self._written = time.monotonic()
        if new:
            try:
                self._ledger.add(new)
            except (OSError, SearchError) as error:
                _log.warning("The frequent searches cannot be written: %s", reason(error))

    def suggestions(self) -> tuple[str, ...]:
        """Return texts to suggest, most frequent first: searched for on several days, and not always in vain."""
        moment, texts = self._offered
        if time.monotonic() - moment > WRITE_INTERVAL_SECONDS:
            # Set before reading: while the ledger does not answer, only one reader a minute waits for it.
            self._offered = (time.monotonic(), texts)
            try:
                searches = self._ledger.read()
            except (OSError, SearchError) as error:
                _log.warning("The frequent searches cannot be read: %s", reason(error))
                return texts
            good = [one for one in searches if one.days >= MIN_SUGGESTED_DAYS and one.vain < one.times]
            texts = tuple(one.text for one in good[:MAX_SUGGESTED])
            self._offered = (time.monotonic(), texts)
        return texts


def read_searches(folder: Path) -> list[PopularSearch]:
    """Read the file of a data folder, most frequent first; empty if there is no readable file."""
    try:
        rows = json.loads((folder / SEARCHES_FILE).read_text(encoding="utf-8"))
        searches = [
            PopularSearch(str(text), int(a), int(b), int(c), str(last)) for text, (a, b, c, last) in rows.items()
        ]
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return sorted(searches, key=lambda one: (-one.times, one.last, one.text))


def _add(file: Path, new: Mapping[str, tuple[int, int]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    today = datetime.date.today()
    oldest = (today - datetime.timedelta(KEPT_DAYS)).isoformat()
    with _alone(file):
        by_text = {one.text: one for one in read_searches(file.parent)}
        for text, (times, vain) in new.items():
            old = by_text.get(text) or PopularSearch(text, 0, 0, 0, "")
            days = old.days + (old.last != today.isoformat())
            by_text[text] = PopularSearch(text, old.times + times, old.vain + vain, days, today.isoformat())
        # The rarest are dropped first, and of equally rare ones those searched for longest ago.
        retained = sorted(
            (one for one in by_text.values() if one.last >= oldest), key=lambda one: (one.times, one.last)
        )
        rows = {one.text: [one.times, one.vain, one.days, one.last] for one in reversed(retained[-MAX_SEARCHES:])}
        draft = file.with_name(f".{SEARCHES_FILE}.{os.getpid()}")
        draft.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
        draft.replace(file)


@contextlib.contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Hold the lock on the file, on systems that have such locks."""
    if sys.platform == "win32":
        yield
        return
    with file.with_name(f".{SEARCHES_FILE}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
