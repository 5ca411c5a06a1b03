"""Saved searches and their snapshots in the database."""

from __future__ import annotations

import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from engine.messages import translatable
from searchapp.request.reader_errors import LinkGone, LinkUnknown, TooMany
from searchapp.saved.database import Database
from searchapp.saved.link_tokens import digest
from searchapp.saved.records import SavedSearch, Snapshot
from searchapp.saved.seen_articles import SeenArticles
from searchapp.saved.tables import ALERTS, SEARCHES, SNAPSHOTS

# Searches that one reader may save per hour, and snapshots kept per search.
MAX_SEARCHES_PER_HOUR, KEPT_SNAPSHOTS = 60, 20
_HOUR = datetime.timedelta(hours=1)


def unknown() -> LinkUnknown:
    """Return the error for a link that never existed."""
    return LinkUnknown(translatable("There is no such link. Check whether the whole address was copied."))


class DatabaseSearches:
    """Saved searches part of the store."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def check(self, sender: str, now: datetime.datetime) -> None:
        """Raise TooMany if `save` would."""
        with self._database.reading() as connection:
            _limit(connection, sender, now)

    def save(self, search: SavedSearch, owner: str, sender: str, snapshot: Snapshot) -> None:
        """Store a new search with its current snapshot."""
        with self._database.writing(alone=True) as connection:
            _limit(connection, sender, search.created)
            connection.execute(
                insert(SEARCHES).values(
                    id=search.id,
                    owner=digest(owner),
                    sender=digest(sender),
                    name=search.name,
                    note=search.note,
                    query=search.query,
                    created=search.created,
                    expires=search.expires,
                )
            )
            _keep(connection, search.id, snapshot)

    def find(self, search_id: str) -> SavedSearch:
        """Return the search of this short link."""
        with self._database.reading() as connection:
            row = connection.execute(select(SEARCHES).where(SEARCHES.c.id == search_id)).one_or_none()
        if row is None:
            raise unknown()
        if row.deleted:
            raise LinkGone(translatable("This search was deleted by the one who saved it."))
        if row.expires and row.expires <= datetime.datetime.now(datetime.UTC):
            raise LinkGone(translatable("This link has expired."))
        return _search(row)

    def of_owner(self, owner: str) -> tuple[SavedSearch, ...]:
        """Return the searches of an owner, newest first."""
        mine = select(SEARCHES).where(SEARCHES.c.owner == digest(owner))
        with self._database.reading() as connection:
            rows = connection.execute(mine.order_by(SEARCHES.c.created.desc(), SEARCHES.c.id)).all()
        if not rows:
            raise unknown()
        return tuple(_search(row) for row in rows if not row.deleted)

    def owns(self, owner: str, search_id: str) -> bool:
        """Return whether the search belongs to this owner."""
        query = select(SEARCHES.c.id).where(SEARCHES.c.owner == digest(owner), SEARCHES.c.id == search_id)
        with self._database.reading() as connection:
            return connection.execute(query).one_or_none() is not None

    def rename(self, owner: str, search_id: str, name: str, note: str) -> None:
        """Change the name and the note of a search."""
        with self._database.writing() as connection:
            _change(connection, owner, search_id, name=name, note=note)

    def delete(self, owner: str, search_id: str) -> None:
        """Clear the search, delete its snapshots and end its alerts."""
        now = datetime.datetime.now(datetime.UTC)
        with self._database.writing() as connection:
            _change(connection, owner, search_id, deleted=now, name="", note="", query="")
            connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.search == search_id))
            ended = update(ALERTS).where(ALERTS.c.search == search_id)
            # (search, address) is unique, so a deleted address is replaced by the unique id of the alert.
            connection.execute(ended.values(state="stopped", address=ALERTS.c.id, known=b""))

    def first(self, search_id: str) -> Snapshot:
        """Return the snapshot taken when the search was saved."""
        result = self._snapshot(search_id, SNAPSHOTS.c.id.asc())
        if result is None:
            raise unknown()
        return result

    def newest(self, search_id: str) -> Snapshot | None:
        """Return the last snapshot of the search."""
        return self._snapshot(search_id, SNAPSHOTS.c.id.desc())

    def snapshot(self, search_id: str, number: int) -> Snapshot | None:
        """Return one snapshot of the search."""
        query = select(SNAPSHOTS).where(SNAPSHOTS.c.search == search_id, SNAPSHOTS.c.id == number)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _read(row) if row else None

    def keep(self, search_id: str, snapshot: Snapshot) -> Snapshot:
        """Store a snapshot; keep only the first and the last ones of the search."""
        with self._database.writing() as connection:
            _keep(connection, search_id, snapshot)
            numbers = select(SNAPSHOTS.c.id).where(SNAPSHOTS.c.search == search_id).order_by(SNAPSHOTS.c.id)
            every = connection.execute(numbers).scalars().all()
            connection.execute(delete(SNAPSHOTS).where(SNAPSHOTS.c.id.in_(every[1:-KEPT_SNAPSHOTS])))
        return self.newest(search_id) or snapshot

    def _snapshot(self, search_id: str, order: object) -> Snapshot | None:
        query = select(SNAPSHOTS).where(SNAPSHOTS.c.search == search_id).order_by(order).limit(1)  # type: ignore[arg-type]
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return _read(row) if row else None


def _limit(connection: Connection, sender: str, now: datetime.datetime) -> None:
    recent = (SEARCHES.c.sender == digest(sender), SEARCHES.c.created > now - _HOUR)
    if connection.execute(select(func.count()).where(*recent)).scalar_one() >= MAX_SEARCHES_PER_HOUR:
        raise TooMany(translatable("Too many searches were saved. Try again in an hour."), 3600)


def _change(connection: Connection, owner: str, search_id: str, **values: object) -> None:
    mine = (SEARCHES.c.owner == digest(owner), SEARCHES.c.id == search_id, SEARCHES.c.deleted.is_(None))
    if connection.execute(update(SEARCHES).where(*mine).values(**values)).rowcount != 1:
        raise unknown()


def _keep(connection: Connection, search_id: str, found: Snapshot) -> None:
    values = {"taken": found.taken, "generation": found.generation, "total": found.total, "floor": found.known.floor}
    connection.execute(insert(SNAPSHOTS).values(search=search_id, known=found.known.pack(), **values))


def _search(row: Row) -> SavedSearch:  # type: ignore[type-arg]
    return SavedSearch(row.id, row.name, row.note, row.query, row.created, row.expires)


def _read(row: Row) -> Snapshot:  # type: ignore[type-arg]
    return Snapshot(row.taken, row.generation, row.total, SeenArticles.unpack(row.known, row.floor), row.id)
