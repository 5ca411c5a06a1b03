"""Initial tables for saved searches, snapshots, alerts, letters and blocked addresses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_MOMENT = sa.DateTime(timezone=True)


def _search() -> sa.Column[str]:
    key = sa.ForeignKey("saved_search.id", ondelete="CASCADE")
    return sa.Column("search", sa.String(24), key, nullable=False, index=True)


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "saved_search",
        sa.Column("id", sa.String(24), primary_key=True),
        sa.Column("owner", sa.String(48), nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("query", sa.Text, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("expires", _MOMENT),
        sa.Column("deleted", _MOMENT),
        sa.Column("sender", sa.String(48), nullable=False, index=True),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer, primary_key=True),
        _search(),
        sa.Column("taken", _MOMENT, nullable=False),
        sa.Column("generation", sa.Text, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("known", sa.LargeBinary, nullable=False),
        sa.Column("floor", sa.Date),
    )
    op.create_table(
        "alert",
        sa.Column("id", sa.String(24), primary_key=True),
        _search(),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("every", sa.String(8), nullable=False),
        sa.Column("reprints", sa.Boolean, nullable=False),
        sa.Column("state", sa.String(8), nullable=False, index=True),
        sa.Column("confirm", sa.String(48), nullable=False, unique=True),
        sa.Column("stop", sa.String(24), nullable=False, unique=True),
        sa.Column("asked", _MOMENT, nullable=False),
        sa.Column("known", sa.LargeBinary, nullable=False),
        sa.Column("floor", sa.Date),
        sa.Column("sent", sa.Integer, nullable=False),
        sa.Column("looked", _MOMENT, nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
        sa.UniqueConstraint("search", "address", name="alert_search_address"),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.String(48), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("batch", sa.String(48), nullable=False, index=True),
        sa.Column("sender", sa.String(48), nullable=False, index=True),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("mailbox", sa.String(48), nullable=False, index=True),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("due", _MOMENT, nullable=False),
    )
    op.create_index("letter_state_due", "letter", ["state", "due"])
    op.create_table(
        "block",
        sa.Column("mailbox", sa.String(48), primary_key=True),
        sa.Column("created", _MOMENT, nullable=False),
    )
