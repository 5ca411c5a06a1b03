"""Floor of seen articles as the time they were indexed, instead of their publication day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Replace the days by times: everything indexed by the last check counts as seen."""
    for table, looked in (("snapshot", "taken"), ("alert", "looked")):
        op.add_column(table, sa.Column("came", _MOMENT))
        op.execute(f"UPDATE {table} SET came = {looked} WHERE floor IS NOT NULL")  # noqa: S608 - names of ours
        with op.batch_alter_table(table) as batch:
            batch.drop_column("floor")
