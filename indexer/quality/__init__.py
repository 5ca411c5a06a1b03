"""Evaluate extraction and search, and find anomalies in an index."""
