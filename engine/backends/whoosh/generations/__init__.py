"""Generations on disk: made to last, listed, checked, gone back to."""
