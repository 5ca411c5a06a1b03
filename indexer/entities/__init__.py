"""Recognisers of persons, posts, outlets, places and dates in text."""
