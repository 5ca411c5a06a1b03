"""Presentation of results, independent of Flask and markup."""
