"""From raw files to articles to an index."""
