"""Alerts in the database, from request and confirmation to their end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from sqlalchemy import Connection, Row, delete, insert, or_, select, update

from engine.messages import translatable
from searchapp.request.reader_errors import LinkGone
from searchapp.saved.database import Database
from searchapp.saved.link_tokens import digest
from searchapp.saved.outbox_table import blocked, forget, limit, queue
from searchapp.saved.records import ALERT_PERIODS, Alert, LetterDraft
from searchapp.saved.searches_table import unknown
from searchapp.saved.seen_articles import SeenArticles
from searchapp.saved.tables import ALERTS, LETTERS, SEARCHES

# Time that a recipient has to confirm.
CONFIRMATION_PERIOD = datetime.timedelta(days=7)
# A daily job does not start at exactly the same second every day: alerts due within the hour are due.
_DUE_TOLERANCE = datetime.timedelta(hours=1)


class DatabaseAlerts:
    """Alerts part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, alert: Alert, confirm: str, letter: LetterDraft, hourly: int, daily: int) -> bool:
        """Store an alert that awaits confirmation, with the confirmation letter."""
        now = alert.looked
        with self._database.writing(alone=True) as connection:
            connection.execute(
                delete(ALERTS).where(ALERTS.c.state == "asked", ALERTS.c.asked < now - CONFIRMATION_PERIOD)
            )
            same = (ALERTS.c.search == alert.search, ALERTS.c.address == alert.address)
            state = connection.execute(select(ALERTS.c.state).where(*same)).scalar()
            if state == "active" or blocked(connection, alert.address):
                return False
            forget(connection)
            limit(connection, letter.sender, [letter.recipient], hourly, daily)
            connection.execute(delete(ALERTS).where(*same))
            values = {name: getattr(alert, name) for name in _PLAIN_FIELDS}
            packed = {"known": alert.known.pack(), "floor": alert.known.floor}
            connection.execute(insert(ALERTS).values(confirm=digest(confirm), asked=now, due=now, **packed, **values))
            queue(connection, [letter])
        return True

    def unconfirmed(self, confirm: str) -> Alert:
        """Return the alert that this secret confirms."""
        with self._database.reading() as connection:
            return _asked(connection, confirm)

    def confirm(self, confirm: str, known: SeenArticles) -> Alert:
        """Activate the alert."""
        now = datetime.datetime.now(datetime.UTC)
        with self._database.writing() as connection:
            alert = _asked(connection, confirm)
            if alert.state == "asked":
                values = {"known": known.pack(), "floor": known.floor, "looked": now, "due": _next(alert, now)}
                connection.execute(update(ALERTS).where(ALERTS.c.id == alert.id).values(state="active", **values))
        return alert

    def find(self, stop: str) -> Alert:
        """Return the alert with this unsubscribe secret."""
        with self._database.reading() as connection:
            row = connection.execute(select(ALERTS).where(ALERTS.c.stop == stop)).one_or_none()
        if row is None:
            raise unknown()
        return _alert(row)

    def end(self, stop: str) -> None:
        """End the alert and delete its address."""
        alert = self.find(stop)
        with self._database.writing() as connection:
            _end(connection, [alert.id])

    def due(self, now: datetime.datetime) -> tuple[Alert, ...]:
        """Return the active alerts that are due for a check."""
        active = select(ALERTS).where(ALERTS.c.state == "active", ALERTS.c.due <= now).order_by(ALERTS.c.due)
        gone = or_(SEARCHES.c.expires <= now, SEARCHES.c.deleted.is_not(None))
        over = select(ALERTS.c.id).join(SEARCHES).where(ALERTS.c.state == "active", gone)
        with self._database.writing() as connection:
            _end(connection, connection.execute(over).scalars().all())
            return tuple(_alert(row) for row in connection.execute(active))

    def record(
        self, alert: Alert, seen_articles: SeenArticles, now: datetime.datetime, letter: LetterDraft | None
    ) -> bool:
        """Queue the letter, and store the seen articles and the next due time, in one transaction."""
        unchanged = (ALERTS.c.sent == alert.sent, ALERTS.c.looked == alert.looked, ALERTS.c.state == "active")
        values = {"known": seen_articles.pack(), "floor": seen_articles.floor, "looked": now, "due": _next(alert, now)}
        with self._database.writing() as connection:
            changed = update(ALERTS).where(ALERTS.c.id == alert.id, *unchanged)
            if connection.execute(changed.values(sent=alert.sent + bool(letter), **values)).rowcount != 1:
                return False
            queue(connection, [letter] if letter else [])
        return True


_PLAIN_FIELDS = ("id", "search", "address", "language", "every", "reprints", "state", "stop", "sent", "looked")


def _next(alert: Alert, now: datetime.datetime) -> datetime.datetime:
    days = ALERT_PERIODS[alert.every]
    return now + datetime.timedelta(days=days) - _DUE_TOLERANCE if days else now


def _asked(connection: Connection, confirm: str) -> Alert:
    row = connection.execute(select(ALERTS).where(ALERTS.c.confirm == digest(confirm))).one_or_none()
    if row is None:
        raise unknown()
    if row.state == "stopped":
        raise LinkGone(
            translatable("This alert was ended. To follow again, go back to the search and fill in the address.")
        )
    if row.state == "asked" and row.asked < datetime.datetime.now(datetime.UTC) - CONFIRMATION_PERIOD:
        raise LinkGone(
            translatable("The link to confirm has expired. Go back to the search and fill in the address again.")
        )
    return _alert(row)


def _end(connection: Connection, ids: Iterable[str]) -> None:
    # (search, address) is unique, so a deleted address is replaced by the unique id of the alert.
    for alert_id in ids:
        ended = update(ALERTS).where(ALERTS.c.id == alert_id)
        connection.execute(ended.values(state="stopped", address=ALERTS.c.id, known=b"", floor=None))
        unsent = LETTERS.c.state.in_(("queued", "failed"))
        connection.execute(delete(LETTERS).where(unsent, LETTERS.c.id.startswith(f"{alert_id}.")))


def _alert(row: Row) -> Alert:  # type: ignore[type-arg]
    values = {name: getattr(row, name) for name in _PLAIN_FIELDS}
    return Alert(known=SeenArticles.unpack(row.known, row.floor), **values)
