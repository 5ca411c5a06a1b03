"""Stored records: saved searches, result snapshots, alerts, letters."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from searchapp.saved.seen_articles import SeenArticles

# Names of the alert periods in forms and in the database, and the days between two letters.
ALERT_PERIODS = {"now": 0, "day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A named search. `query` is its canonical query string; `expires` None keeps it until it is deleted."""

    id: str
    name: str
    note: str
    query: str
    created: datetime.datetime
    expires: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Results of a saved search at one moment in one index generation; `id` is 0 until it is stored."""

    taken: datetime.datetime
    generation: str
    total: int
    known: SeenArticles
    id: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """An e-mail subscription to new articles of a saved search. `state` is asked, active or stopped.

    `every` is a key of `ALERT_PERIODS`; `stop` is the secret of the unsubscribe link; `sent` counts its letters;
    `looked` is the time of the last check, with or without new articles.
    """

    id: str
    search: str
    address: str
    language: str
    every: str
    reprints: bool
    state: str
    stop: str
    known: SeenArticles
    sent: int
    looked: datetime.datetime


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A letter to be queued. `content` is the complete message as bytes, with the Message-ID that `id` is part of.

    `kind` is share, confirm or alert; `batch` is the secret of the page that shows the delivery state.
    """

    id: str
    kind: str
    recipient: str
    subject: str
    content: bytes
    batch: str = ""
    sender: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the queue. `state` is queued, sending, handing, sent or failed; `error` is the server's last reply.

    sending: connected or connecting to the server, which cannot have accepted the letter yet. handing: the last line is
    on the way, so the server may have accepted it.
    """

    id: str
    kind: str
    recipient: str
    subject: str
    content: bytes
    state: str
    attempts: int
    created: datetime.datetime
    due: datetime.datetime
    error: str
