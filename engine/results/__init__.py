"""What a search gives back: hits, facets, snippets, similar articles."""
