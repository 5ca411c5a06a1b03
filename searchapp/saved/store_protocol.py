"""What the store of saved searches must do, and which error it raises when."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from searchapp.request.reader_errors import ReaderError
from searchapp.saved.popular_searches import SearchLedger
from searchapp.saved.records import Alert, Letter, LetterDraft, SavedSearch, Snapshot
from searchapp.saved.seen_articles import SeenArticles

# How long is kept to whom a letter went, and the content of one that was not sent.
LETTER_RETENTION = datetime.timedelta(days=30)


class StoreFailed(ReaderError):
    """The saved searches cannot be read or written now."""


class StoreFull(StoreFailed):
    """There is no room left to write to."""


class StoreBusy(StoreFailed):
    """Another process is sending letters."""


class Searches(Protocol):
    """Saved searches and what they found. All may raise StoreFailed."""

    def check(self, sender: str, now: datetime.datetime) -> None:
        """Raise TooMany where `save` would, before anything is searched for."""
        ...

    def save(self, search: SavedSearch, owner: str, sender: str, snapshot: Snapshot) -> None:
        """Store a new search of the owner with this secret, and what it finds now.

        Raises TooMany where `sender`, the network of the computer, saves too often.
        """
        ...

    def find(self, search_id: str) -> SavedSearch:
        """The search of this short link. Raises LinkUnknown, LinkGone."""
        ...

    def of_owner(self, owner: str) -> tuple[SavedSearch, ...]:
        """The searches of the owner with this secret, the newest first. Raises LinkUnknown where it has none."""
        ...

    def owns(self, owner: str, search_id: str) -> bool:
        """Whether the search belongs to the owner with this secret."""
        ...

    def rename(self, owner: str, search_id: str, name: str, note: str) -> None:
        """Give it another name and note. Raises LinkUnknown where it is not the owner's."""
        ...

    def delete(self, owner: str, search_id: str) -> None:
        """Delete it with its alerts; its link says so from then on. Raises LinkUnknown where it is not the owner's."""
        ...

    def first(self, search_id: str) -> Snapshot:
        """What it found when it was saved."""
        ...

    def snapshot(self, search_id: str, number: int) -> Snapshot | None:
        """One of its snapshots; None where it is not kept any more."""
        ...

    def newest(self, search_id: str) -> Snapshot | None:
        """The last of its snapshots."""
        ...

    def keep(self, search_id: str, snapshot: Snapshot) -> Snapshot:
        """Store a snapshot; returns it with its number. Old ones between the first and the newest are dropped."""
        ...


class Alerts(Protocol):
    """Alerts: asked for, confirmed, due, ended. All may raise StoreFailed."""

    def ask(self, alert: Alert, confirm: str, letter: LetterDraft, hourly: int, daily: int) -> bool:
        """Store an alert that waits for its address to confirm, with the letter that asks for it.

        False, and nothing is stored, where the address has it already or wants no letters from here. Raises TooMany.
        """
        ...

    def unconfirmed(self, confirm: str) -> Alert:
        """The alert that this secret confirms. Raises LinkUnknown, LinkGone."""
        ...

    def confirm(self, confirm: str, seen_articles: SeenArticles) -> Alert:
        """Make it active: what is known now is not news. Does nothing to one that is active. Raises as `asked` does."""
        ...

    def find(self, stop: str) -> Alert:
        """The alert that this secret ends. Raises LinkUnknown."""
        ...

    def end(self, stop: str) -> None:
        """End it, and forget its address. Does nothing to one that is ended. Raises LinkUnknown."""
        ...

    def due(self, now: datetime.datetime) -> tuple[Alert, ...]:
        """The active alerts whose next look is due; those of searches that are gone are ended."""
        ...

    def record(
        self, alert: Alert, seen_articles: SeenArticles, now: datetime.datetime, letter: LetterDraft | None
    ) -> bool:
        """In one transaction: queue the letter, remember what is known and when to look next.

        False, and nothing is stored, where another process has done it since `alert` was read.
        """
        ...


class Outbox(Protocol):
    """The queue of letters. All may raise StoreFailed."""

    def check(self, sender: str, recipients: Collection[str], hourly: int, daily: int) -> None:
        """Raise TooMany where `put` would, before anything is searched for and written."""
        ...

    def put(self, letters: Sequence[LetterDraft], hourly: int, daily: int) -> tuple[str, ...]:
        """Queue letters of one sender, all or none; returns the addresses left out, which want none from here.

        Raises TooMany where the sender has queued `hourly` letters within an hour, or a recipient was written to
        `daily` times within a day.
        """
        ...

    def exclusive(self, wait: float) -> AbstractContextManager[None]:
        """Be the only one that sends, until the process ends however it ends. Raises StoreBusy after `wait` seconds."""
        ...

    def orphans(self) -> int:
        """Queue again what a killed process was sending; returns how many. Only within `exclusive`."""
        ...

    def due(self, now: datetime.datetime) -> Letter | None:
        """The letter that has waited longest among those due; None where there is none."""
        ...

    def next_due(self) -> datetime.datetime | None:
        """When the next letter of the queue is due."""
        ...

    def mark(self, letter_id: str, state: str, error: str = "", due: datetime.datetime | None = None) -> None:
        """Set its state; going to "sending" counts as an attempt. A letter that is sent loses its content."""
        ...

    def put_back(self, letter_id: str, error: str, due: datetime.datetime) -> None:
        """Queue a letter again that was being sent, without counting the attempt."""
        ...

    def hurry(self) -> int:
        """Make all that waits for another attempt due now; returns how many."""
        ...

    def all_letters(self) -> tuple[Letter, ...]:
        """All letters that are not sent, the oldest first."""
        ...

    def retry(self, ids: Collection[str] = ()) -> int:
        """Make letters due now that wait or have failed, all or these; returns how many.

        Those are left out whose content is not kept any more, and whose recipient wants no letters from here.
        """
        ...

    def batch(self, secret: str) -> tuple[Letter, ...]:
        """The letters of one share, for the page that shows what became of them. Raises LinkUnknown."""
        ...

    def knows(self, letter_id: str) -> bool:
        """Whether there was such a letter."""
        ...

    def block(self, letter_id: str) -> None:
        """Write no more to the address that got this letter, whatever others ask. Raises LinkUnknown."""
        ...


class Store(Protocol):
    """All that is stored, in one database."""

    searches: Searches
    alerts: Alerts
    outbox: Outbox
    # What is searched for most; on PostgreSQL alone.
    popular: SearchLedger

    def close(self) -> None:
        """Let go of all connections."""
        ...
