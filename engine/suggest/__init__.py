"""Completion while a query is typed, and spelling suggestions for a query."""
