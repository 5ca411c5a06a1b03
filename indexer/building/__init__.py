"""Build a new index generation from files, in full or incrementally."""
