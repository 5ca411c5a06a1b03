"""Store in a database supported by SQLAlchemy."""

from __future__ import annotations

from searchapp.saved.alerts_table import DatabaseAlerts
from searchapp.saved.database import Database
from searchapp.saved.outbox_table import DatabaseOutbox
from searchapp.saved.popular_searches import SearchLedger
from searchapp.saved.popular_searches_table import DatabaseLedger
from searchapp.saved.searches_table import DatabaseSearches
from searchapp.saved.store_protocol import Alerts, Outbox, Searches


class DatabaseStore:
    """Saved searches, alerts and letters in the database at `url`. Raises SettingError, StoreFailed."""

    def __init__(self, url: str) -> None:
        self._database = Database(url)
        self.searches: Searches = DatabaseSearches(self._database)
        self.alerts: Alerts = DatabaseAlerts(self._database)
        self.outbox: Outbox = DatabaseOutbox(self._database)
        self.popular: SearchLedger = DatabaseLedger(self._database)

    def close(self) -> None:
        """Close all connections."""
        self._database.close()
