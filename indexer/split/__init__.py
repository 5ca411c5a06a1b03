"""A page to its articles."""
