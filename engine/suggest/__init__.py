"""Completion while a query is typed, and spelling suggestions after it."""
