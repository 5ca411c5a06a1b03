"""The store in a database that SQLAlchemy can open."""

from __future__ import annotations

from searchapp.frequent import Ledger
from searchapp.saved.alerts import DatabaseAlerts
from searchapp.saved.asked import DatabaseLedger
from searchapp.saved.contract import Alerts, Outbox, Searches
from searchapp.saved.database import Database
from searchapp.saved.outbox import DatabaseOutbox
from searchapp.saved.searches import DatabaseSearches


class DatabaseStore:
    """Saved searches, alerts and letters in the database at this address. Raises SettingError, StoreFailed."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self.searches: Searches = DatabaseSearches(self._database)
        self.alerts: Alerts = DatabaseAlerts(self._database)
        self.outbox: Outbox = DatabaseOutbox(self._database)
        self.asked: Ledger = DatabaseLedger(self._database)

    def close(self) -> None:
        """Let go of all connections."""
        self._database.close()
