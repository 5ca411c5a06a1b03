"""Leaders: the persons an article names with a post."""
