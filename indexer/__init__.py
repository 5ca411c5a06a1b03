"""Indexer: raw files to articles to an index generation."""
