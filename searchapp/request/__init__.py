"""URL arguments to a search request, and a request back to URLs."""
