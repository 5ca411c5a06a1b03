"""Search engine: the article model, the index and its backends, queries and ranking."""
