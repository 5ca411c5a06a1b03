"""Persons, posts, outlets, places and dates as they stand in text: one recogniser each."""
