"""Candidates to an order: what speaks for an article, and how much."""
