"""Database tables as SQLAlchemy metadata; the migrations create them."""

from __future__ import annotations

import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeDecorator

METADATA = MetaData()


class Moment(TypeDecorator[datetime.datetime]):
    """A date and time in UTC. SQLite stores no time zone; it is added on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime.datetime | None, dialect: Dialect) -> Any:
        """Convert a value for the database."""
        del dialect
        return value.astimezone(datetime.UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime.datetime | None:
        """Convert a value from the database."""
        del dialect
        if value is None:
            return None
        moment: datetime.datetime = value if value.tzinfo else value.replace(tzinfo=datetime.UTC)
        return moment.astimezone(datetime.UTC)


def _search() -> Column[str]:
    return Column("search", String(24), ForeignKey("saved_search.id", ondelete="CASCADE"), nullable=False, index=True)


# A deleted search remains as a row without content, so that its link can be reported as deleted. `owner`, `sender`,
# `confirm`, `batch` and `mailbox` are digests.
SEARCHES = Table(
    "saved_search",
    METADATA,
    Column("id", String(24), primary_key=True),
    Column("owner", String(48), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("expires", Moment),
    Column("deleted", Moment),
    Column("sender", String(48), nullable=False, index=True),
)
SNAPSHOTS = Table(
    "snapshot",
    METADATA,
    Column("id", Integer, primary_key=True),
    _search(),
    Column("taken", Moment, nullable=False),
    Column("generation", Text, nullable=False),
    Column("total", Integer, nullable=False),
    Column("known", LargeBinary, nullable=False),
    Column("came", Moment, key="floor"),
)
ALERTS = Table(
    "alert",
    METADATA,
    Column("id", String(24), primary_key=True),
    _search(),
    Column("address", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("every", String(8), nullable=False),
    Column("reprints", Boolean, nullable=False),
    Column("state", String(8), nullable=False, index=True),
    Column("confirm", String(48), nullable=False, unique=True),
    Column("stop", String(24), nullable=False, unique=True),
    Column("asked", Moment, nullable=False),
    Column("known", LargeBinary, nullable=False),
    Column("came", Moment, key="floor"),
    Column("sent", Integer, nullable=False),
    Column("looked", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    UniqueConstraint("search", "address", name="alert_search_address"),
)
LETTERS = Table(
    "letter",
    METADATA,
    Column("id", String(48), primary_key=True),
    Column("kind", String(8), nullable=False),
    Column("batch", String(48), nullable=False, index=True),
    Column("sender", String(48), nullable=False, index=True),
    Column("recipient", Text, nullable=False),
    Column("mailbox", String(48), nullable=False, index=True),
    Column("subject", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("state", String(8), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("created", Moment, nullable=False),
    Column("due", Moment, nullable=False),
    Index("letter_state_due", "state", "due"),
)
BLOCKS = Table(
    "block",
    METADATA,
    Column("mailbox", String(48), primary_key=True),
    Column("created", Moment, nullable=False),
)
# Popular searches, counted by several servers together; with SQLite they are in a file of the data folder.
POPULAR_SEARCHES = Table(
    "asked",
    METADATA,
    Column("text", Text, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("vain", Integer, nullable=False),
    Column("days", Integer, nullable=False),
    Column("last", Date, nullable=False),
)
# Requests per address within a minute, counted by several servers together. `key` is a digest; `began` is in seconds.
REQUEST_COUNTS = Table(
    "visit",
    METADATA,
    Column("key", String(48), primary_key=True),
    Column("began", Double, nullable=False),
    Column("many", Integer, nullable=False),
    Column("before", Integer, nullable=False),
)
