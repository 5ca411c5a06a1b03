"""Popular searches in the database, counted by several servers together."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects.postgresql import insert

from searchapp.saved.database import Database
from searchapp.saved.popular_searches import KEPT_DAYS, MAX_SEARCHES, PopularSearch
from searchapp.saved.tables import POPULAR_SEARCHES

_INSERT_STATEMENT = insert(POPULAR_SEARCHES).values(
    text=bindparam("text"), times=bindparam("times"), vain=bindparam("vain"), days=1, last=bindparam("last")
)
_ADD_STATEMENT = _INSERT_STATEMENT.on_conflict_do_update(
    index_elements=["text"],
    set_={
        "times": POPULAR_SEARCHES.c.times + _INSERT_STATEMENT.excluded.times,
        "vain": POPULAR_SEARCHES.c.vain + _INSERT_STATEMENT.excluded.vain,
        "days": POPULAR_SEARCHES.c.days
        + case((POPULAR_SEARCHES.c.last == _INSERT_STATEMENT.excluded.last, 0), else_=1),
        "last": _INSERT_STATEMENT.excluded.last,
    },
)
_POPULARITY_ORDER = (POPULAR_SEARCHES.c.times.desc(), POPULAR_SEARCHES.c.last.desc(), POPULAR_SEARCHES.c.text)


class DatabaseLedger:
    """Search counts in a PostgreSQL database; raises StoreFailed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, new: Mapping[str, tuple[int, int]]) -> None:
        """Add the numbers of searches and of searches without results to each text."""
        today = datetime.date.today()
        # Sorted, so that two servers never deadlock.
        rows = [{"text": text, "times": new[text][0], "vain": new[text][1], "last": today} for text in sorted(new)]
        forgotten = POPULAR_SEARCHES.c.last < today - datetime.timedelta(KEPT_DAYS)
        rare = POPULAR_SEARCHES.c.text.in_(
            select(POPULAR_SEARCHES.c.text).order_by(*_POPULARITY_ORDER).offset(MAX_SEARCHES)
        )
        with self._database.writing() as connection:
            connection.execute(_ADD_STATEMENT, rows)
            connection.execute(delete(POPULAR_SEARCHES).where(forgotten))
            connection.execute(delete(POPULAR_SEARCHES).where(rare))

    def read(self) -> list[PopularSearch]:
        """Return all texts, most frequent first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(POPULAR_SEARCHES).order_by(*_POPULARITY_ORDER)).all()
        return [PopularSearch(row.text, row.times, row.vain, row.days, row.last.isoformat()) for row in rows]
