"""How the tables came to be, step by step; Alembic carries them out when the store is opened."""
