"""The frequent searches in the database, where several servers count together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects.postgresql import insert

from searchapp.frequent import KEPT_DAYS, MOST, Search
from searchapp.saved.database import Database
from searchapp.saved.tables import ASKED

_NEW = insert(ASKED).values(
    text=bindparam("text"), times=bindparam("times"), vain=bindparam("vain"), days=1, last=bindparam("last")
)
_ADDED = _NEW.on_conflict_do_update(
    index_elements=["text"],
    set_={
        "times": ASKED.c.times + _NEW.excluded.times,
        "vain": ASKED.c.vain + _NEW.excluded.vain,
        "days": ASKED.c.days + case((ASKED.c.last == _NEW.excluded.last, 0), else_=1),
        "last": _NEW.excluded.last,
    },
)
_FIRST = (ASKED.c.times.desc(), ASKED.c.last.desc(), ASKED.c.text)


class DatabaseLedger:
    """The texts of one PostgreSQL database; raises StoreFailed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Mapping[str, tuple[int, int]]) -> None:
        """Add to each text how often it was asked for, and how often in vain."""
        today = datetime.date.today()
        # In one order, so that two servers never wait for each other.
        rows = [{"text": text, "times": new[text][0], "vain": new[text][1], "last": today} for text in sorted(new)]
        forgotten = ASKED.c.last < today - datetime.timedelta(KEPT_DAYS)
        rare = ASKED.c.text.in_(select(ASKED.c.text).order_by(*_FIRST).offset(MOST))
        with self._database.writing() as connection:
            connection.execute(_ADDED, rows)
            connection.execute(delete(ASKED).where(forgotten))
            connection.execute(delete(ASKED).where(rare))

    def read(self) -> list[Search]:
        """All texts, the most frequent first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(ASKED).order_by(*_FIRST)).all()
        return [Search(row.text, row.times, row.vain, row.days, row.last.isoformat()) for row in rows]
