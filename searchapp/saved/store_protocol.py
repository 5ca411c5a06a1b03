"""Interface of the store of saved searches, alerts and letters, and its errors."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from searchapp.request.reader_errors import ReaderError
from searchapp.saved.popular_searches import SearchLedger
from searchapp.saved.records import Alert, Letter, LetterDraft, SavedSearch, Snapshot
from searchapp.saved.seen_articles import SeenArticles

# Retention of recipients, and of the content of letters that were not sent.
LETTER_RETENTION = datetime.timedelta(days=30)


class StoreFailed(ReaderError):
    """The saved searches cannot be read or written now."""


class StoreFull(StoreFailed):
    """There is no room left to write to."""


class StoreBusy(StoreFailed):
    """Another process is sending e-mails."""


class Searches(Protocol):
    """Saved searches and their snapshots. All methods may raise StoreFailed."""

    def check(self, sender: str, now: datetime.datetime) -> None:
        """Raise TooMany if `save` would, before the search is run."""
        ...

    def save(self, search: SavedSearch, owner: str, sender: str, snapshot: Snapshot) -> None:
        """Store a new search of the owner with this secret, and its current snapshot.

        Raises TooMany if `sender`, the network of the client, saves too often.
        """
        ...

    def find(self, search_id: str) -> SavedSearch:
        """Return the search of this short link. Raises LinkUnknown, LinkGone."""
        ...

    def of_owner(self, owner: str) -> tuple[SavedSearch, ...]:
        """Return the searches of the owner with this secret, newest first. Raises LinkUnknown if there are none."""
        ...

    def owns(self, owner: str, search_id: str) -> bool:
        """Return whether the search belongs to the owner with this secret."""
        ...

    def rename(self, owner: str, search_id: str, name: str, note: str) -> None:
        """Change the name and the note of a search. Raises LinkUnknown if it is not the owner's."""
        ...

    def delete(self, owner: str, search_id: str) -> None:
        """Delete a search and its alerts; `find` then raises LinkGone.

        Raises LinkUnknown if it is not the owner's.
        """
        ...

    def first(self, search_id: str) -> Snapshot:
        """Return the snapshot taken when the search was saved."""
        ...

    def snapshot(self, search_id: str, number: int) -> Snapshot | None:
        """Return one snapshot of the search; None if it is no longer kept."""
        ...

    def newest(self, search_id: str) -> Snapshot | None:
        """Return the last snapshot of the search; None if there is none."""
        ...

    def keep(self, search_id: str, snapshot: Snapshot) -> Snapshot:
        """Store a snapshot and return it with its number. Old ones between the first and the newest are deleted."""
        ...


class Alerts(Protocol):
    """Alerts, from request and confirmation to their end. All methods may raise StoreFailed."""

    def ask(self, alert: Alert, confirm: str, letter: LetterDraft, hourly: int, daily: int) -> bool:
        """Store an alert that awaits confirmation, with the confirmation letter.

        Returns False, and stores nothing, if the address has this alert already or has opted out of all letters. Raises
        TooMany.
        """
        ...

    def unconfirmed(self, confirm: str) -> Alert:
        """Return the alert that this secret confirms. Raises LinkUnknown, LinkGone."""
        ...

    def confirm(self, confirm: str, seen_articles: SeenArticles) -> Alert:
        """Activate the alert; `seen_articles` are not reported as new. An active alert is unchanged.

        Raises as `unconfirmed` does.
        """
        ...

    def find(self, stop: str) -> Alert:
        """Return the alert with this unsubscribe secret. Raises LinkUnknown."""
        ...

    def end(self, stop: str) -> None:
        """End the alert and delete its address. An ended alert is unchanged. Raises LinkUnknown."""
        ...

    def due(self, now: datetime.datetime) -> tuple[Alert, ...]:
        """Return the active alerts that are due for a check; those of deleted or expired searches are ended."""
        ...

    def record(
        self, alert: Alert, seen_articles: SeenArticles, now: datetime.datetime, letter: LetterDraft | None
    ) -> bool:
        """Queue the letter, and store the seen articles and the next due time, in one transaction.

        Returns False, and stores nothing, if another process has done so since `alert` was read.
        """
        ...


class Outbox(Protocol):
    """Letter queue. All methods may raise StoreFailed."""

    def check(self, sender: str, recipients: Collection[str], hourly: int, daily: int) -> None:
        """Raise TooMany if `put` would, before the search is run and the letters are written."""
        ...

    def put(self, letters: Sequence[LetterDraft], hourly: int, daily: int) -> tuple[str, ...]:
        """Queue letters of one sender, all or none; returns the addresses left out because they have opted out.

        Raises TooMany if the sender has queued `hourly` letters within an hour, or a recipient was sent `daily` letters
        within a day.
        """
        ...

    def exclusive(self, wait: float) -> AbstractContextManager[None]:
        """Hold the lock of the only sending process, until the process ends at the latest.

        Raises StoreBusy after `wait` seconds.
        """
        ...

    def orphans(self) -> int:
        """Requeue the letters that a killed process was sending, and forget what old letters contain.

        Returns how many are queued again. Only within `exclusive`.
        """
        ...

    def due(self, now: datetime.datetime) -> Letter | None:
        """Return the letter that has been due longest; None if none is due."""
        ...

    def next_due(self) -> datetime.datetime | None:
        """Return the time when the next queued letter is due; None if the queue is empty."""
        ...

    def mark(self, letter_id: str, state: str, error: str = "", due: datetime.datetime | None = None) -> None:
        """Set the state of a letter; "sending" counts as an attempt, and "sent" deletes the content."""
        ...

    def put_back(self, letter_id: str, error: str, due: datetime.datetime) -> None:
        """Requeue a letter that was being sent, without counting the attempt."""
        ...

    def hurry(self) -> int:
        """Make all letters that wait for another attempt due now; returns their number."""
        ...

    def all_letters(self) -> tuple[Letter, ...]:
        """Return all unsent letters, oldest first."""
        ...

    def retry(self, ids: Collection[str] = ()) -> int:
        """Make queued and failed letters due now, all or those with these ids; returns their number.

        Letters whose content is no longer kept, or whose recipient has opted out, are left out.
        """
        ...

    def batch(self, secret: str) -> tuple[Letter, ...]:
        """Return the letters of one share, for the page that shows their delivery state. Raises LinkUnknown."""
        ...

    def knows(self, letter_id: str) -> bool:
        """Return whether a letter has this id."""
        ...

    def block(self, letter_id: str) -> None:
        """Block the recipient of this letter from all further letters, whoever sends them. Raises LinkUnknown."""
        ...


class Store(Protocol):
    """All stored data, in one database."""

    searches: Searches
    alerts: Alerts
    outbox: Outbox
    # Popular searches; on PostgreSQL only.
    popular: SearchLedger

    def close(self) -> None:
        """Close all connections."""
        ...
