"""Search results: hits, facets, snippets, similar articles."""
