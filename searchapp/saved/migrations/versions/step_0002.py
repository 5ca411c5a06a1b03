"""Tables for counts shared by several servers: searches by text, requests by address."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the tables. Request counts are unlogged: a minute of counts may be lost in a crash, so no write waits."""
    op.create_table(
        "asked",
        sa.Column("text", sa.Text, primary_key=True),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("vain", sa.Integer, nullable=False),
        sa.Column("days", sa.Integer, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
    )
    op.create_table(
        "visit",
        sa.Column("key", sa.String(48), primary_key=True),
        sa.Column("began", sa.Double, nullable=False),
        sa.Column("many", sa.Integer, nullable=False),
        sa.Column("before", sa.Integer, nullable=False),
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )
