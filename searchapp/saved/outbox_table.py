"""Letter queue in the database, with sending limits and delivery states."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.messages import translatable
from searchapp.request.reader_errors import TooMany
from searchapp.saved.database import Database
from searchapp.saved.link_tokens import digest
from searchapp.saved.records import Letter, LetterDraft
from searchapp.saved.searches_table import unknown
from searchapp.saved.store_protocol import LETTER_RETENTION
from searchapp.saved.tables import BLOCKS, LETTERS

_HOUR, _DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


def mailbox(address: str) -> str:
    """Return the digest that limits count by; a+news@example.org and A@example.org reach the same person."""
    local, _, domain = address.rpartition("@")
    return digest(f"{local.partition('+')[0]}@{domain}".lower())


def queue(connection: Connection, letters: Sequence[LetterDraft]) -> None:
    """Add letters to the queue, within the current transaction."""
    now = datetime.datetime.now(datetime.UTC)
    for letter in letters:
        connection.execute(
            insert(LETTERS).values(
                id=letter.id,
                kind=letter.kind,
                batch=digest(letter.batch) if letter.batch else "",
                sender=digest(letter.sender) if letter.sender else "",
                recipient=letter.recipient,
                mailbox=mailbox(letter.recipient),
                subject=letter.subject,
                content=letter.content,
                state="queued",
                attempts=0,
                error="",
                created=now,
                due=now,
            )
        )


def limit(connection: Connection, sender: str, recipients: Collection[str], hourly: int, daily: int) -> None:
    """Raise TooMany if letters to these recipients exceed the limit of their sender or of a recipient."""
    now = datetime.datetime.now(datetime.UTC)
    counted = select(func.count()).where(LETTERS.c.kind != "alert")
    recent = counted.where(LETTERS.c.sender == digest(sender), LETTERS.c.created > now - _HOUR)
    if recipients and connection.execute(recent).scalar_one() + len(recipients) > hourly:
        raise TooMany(
            translatable("At most %(number)s e-mails an hour can be sent. Try again later."), 3600, number=hourly
        )
    for recipient in recipients:
        today = counted.where(LETTERS.c.mailbox == mailbox(recipient), LETTERS.c.created > now - _DAY)
        if connection.execute(today).scalar_one() >= daily:
            raise TooMany(
                translatable("%(address)s has been sent %(number)s e-mails today. Try again tomorrow."),
                86400,
                address=recipient,
                number=daily,
            )


def blocked(connection: Connection, address: str) -> bool:
    """Return whether this address has opted out of all letters."""
    return connection.execute(select(BLOCKS).where(BLOCKS.c.mailbox == mailbox(address))).one_or_none() is not None


class DatabaseOutbox:
    """Letter queue part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, sender: str, recipients: Collection[str], hourly: int, daily: int) -> None:
        """Raise TooMany if `put` would."""
        with self._database.reading() as connection:
            limit(connection, sender, [one for one in recipients if not blocked(connection, one)], hourly, daily)

    def put(self, letters: Sequence[LetterDraft], hourly: int, daily: int) -> tuple[str, ...]:
        """Queue letters, all or none; returns the addresses that have opted out."""
        with self._database.writing(alone=True) as connection:
            refused = tuple(letter.recipient for letter in letters if blocked(connection, letter.recipient))
            wanted = [letter for letter in letters if letter.recipient not in refused]
            forget(connection)
            limit(
                connection, letters[0].sender if letters else "", [letter.recipient for letter in wanted], hourly, daily
            )
            queue(connection, wanted)
        return refused

    def exclusive(self, wait: float) -> AbstractContextManager[None]:
        """Hold the lock of the only sending process."""
        return self._database.exclusive(wait)

    def orphans(self) -> int:
        """Requeue the letters that a killed process was sending, and forget what old letters contain."""
        left = update(LETTERS).where(LETTERS.c.state.in_(("sending", "handing")))
        with self._database.writing() as connection:
            forget(connection)
            return connection.execute(left.values(state="queued", due=datetime.datetime.now(datetime.UTC))).rowcount

    def due(self, now: datetime.datetime) -> Letter | None:
        """Return the letter that has been due longest."""
        waiting = select(LETTERS).where(LETTERS.c.state == "queued", LETTERS.c.due <= now)
        with self._database.reading() as connection:
            row = connection.execute(waiting.order_by(LETTERS.c.due, LETTERS.c.id).limit(1)).one_or_none()
        return _letter(row) if row else None

    def next_due(self) -> datetime.datetime | None:
        """Return the time when the next queued letter is due."""
        first = select(LETTERS.c.due).where(LETTERS.c.state == "queued").order_by(LETTERS.c.due).limit(1)
        with self._database.reading() as connection:
            return connection.execute(first).scalar()

    def mark(self, letter_id: str, state: str, error: str = "", due: datetime.datetime | None = None) -> None:
        """Set the state of a letter."""
        values: dict[str, object] = {"state": state, "error": error}
        if state == "sending":
            values["attempts"] = LETTERS.c.attempts + 1
        if state == "sent":
            values["content"] = b""
        if due:
            values["due"] = due
        with self._database.writing() as connection:
            connection.execute(update(LETTERS).where(LETTERS.c.id == letter_id).values(**values))

    def put_back(self, letter_id: str, error: str, due: datetime.datetime) -> None:
        """Requeue a letter without counting the attempt."""
        values = {"state": "queued", "attempts": LETTERS.c.attempts - 1, "error": error, "due": due}
        with self._database.writing() as connection:
            connection.execute(update(LETTERS).where(LETTERS.c.id == letter_id).values(**values))

    def hurry(self) -> int:
        """Make all letters that wait for another attempt due now."""
        now = datetime.datetime.now(datetime.UTC)
        waiting = update(LETTERS).where(LETTERS.c.state == "queued", LETTERS.c.due > now)
        with self._database.writing() as connection:
            return connection.execute(waiting.values(due=now)).rowcount

    def all_letters(self) -> tuple[Letter, ...]:
        """Return all unsent letters, oldest first."""
        query = select(LETTERS).where(LETTERS.c.state != "sent", LETTERS.c.recipient != "")
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(LETTERS.c.created, LETTERS.c.id)).all()
        return tuple(_letter(row) for row in rows)

    def retry(self, ids: Collection[str] = ()) -> int:
        """Make queued and failed letters due now."""
        welcome = LETTERS.c.mailbox.not_in(select(BLOCKS.c.mailbox))
        again = update(LETTERS).where(LETTERS.c.state.in_(("queued", "failed")), LETTERS.c.content != b"", welcome)
        if ids:
            again = again.where(LETTERS.c.id.in_(ids))
        with self._database.writing() as connection:
            now = datetime.datetime.now(datetime.UTC)
            return connection.execute(again.values(state="queued", attempts=0, due=now)).rowcount

    def batch(self, secret: str) -> tuple[Letter, ...]:
        """Return the letters of one share."""
        query = select(LETTERS).where(LETTERS.c.batch == digest(secret)).order_by(LETTERS.c.recipient)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        if not rows:
            raise unknown()
        return tuple(_letter(row) for row in rows)

    def block(self, letter_id: str) -> None:
        """Block the recipient of this letter from all further letters."""
        with self._database.writing() as connection:
            box = connection.execute(select(LETTERS.c.mailbox).where(LETTERS.c.id == letter_id)).scalar()
            if box is None:
                raise unknown()
            kind = postgresql if connection.dialect.name == "postgresql" else sqlite
            row = {"mailbox": box, "created": datetime.datetime.now(datetime.UTC)}
            connection.execute(kind.insert(BLOCKS).values(row).on_conflict_do_nothing())
            connection.execute(delete(LETTERS).where(LETTERS.c.mailbox == box, LETTERS.c.state == "queued"))

    def knows(self, letter_id: str) -> bool:
        """Return whether a letter has this id."""
        with self._database.reading() as connection:
            return connection.execute(select(LETTERS.c.id).where(LETTERS.c.id == letter_id)).one_or_none() is not None


def forget(connection: Connection) -> None:
    """Delete recipient, subject and content of old letters, and the sender after a day."""
    now = datetime.datetime.now(datetime.UTC)
    conditions = (LETTERS.c.state.in_(("sent", "failed")), LETTERS.c.created < now - LETTER_RETENTION)
    connection.execute(update(LETTERS).where(*conditions).values(recipient="", subject="", content=b""))
    connection.execute(update(LETTERS).where(LETTERS.c.created < now - _DAY).values(sender=""))


def _letter(row: Row) -> Letter:  # type: ignore[type-arg]
    about = (row.id, row.kind, row.recipient, row.subject, row.content)
    return Letter(*about, row.state, row.attempts, row.created, row.due, row.error)
