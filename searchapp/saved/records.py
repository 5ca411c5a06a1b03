"""What is stored, as values: saved searches, snapshots of their results, alerts, letters."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from searchapp.saved.seen_articles import SeenArticles

# How often an alert may write: its name in forms and in the database, and the days between two letters.
ALERT_PERIODS = {"now": 0, "day": 1, "week": 7}


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search under a name. `query` is its canonical query string; `expires` None keeps it until it is deleted."""

    id: str
    name: str
    note: str
    query: str
    created: datetime.datetime
    expires: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a saved search found at one moment in one generation of the index; `id` 0 where it is not stored yet."""

    taken: datetime.datetime
    generation: str
    total: int
    known: SeenArticles
    id: int = 0


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody who is written to about new articles of a saved search. `state` is asked, active or stopped.

    `every` is a key of PERIODS; `stop` is the secret of the link that ends it; `sent` counts its letters; `looked` is
    the moment of the last look, whether it found anything or not.
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
    """A letter to be queued. `content` is the whole message as bytes, with the Message-ID that `id` is part of.

    `kind` is share, confirm or alert; `batch` is the secret of the page that shows what became of it.
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
    """A letter in the queue. `state` is queued, sending, handing, sent or failed; `error` is what the server said last.

    sending: a server was called for it, and surely has not taken it yet. handing: its last line is on the way, so the
    server may have taken it.
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
