"""Storage for readers: saved searches, alerts, and letters waiting to be sent."""
