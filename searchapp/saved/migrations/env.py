"""Alembic environment: runs the migrations on the connection given by database.py, inside its transaction."""

from __future__ import annotations

from alembic import context

from searchapp.saved.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
