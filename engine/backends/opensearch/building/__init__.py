"""Conversion of articles to a new index on the cluster."""
