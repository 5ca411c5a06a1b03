"""Ranking of candidates: features, their weights, and explanations of a score."""
