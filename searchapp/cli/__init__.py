"""Commands of the search application."""
