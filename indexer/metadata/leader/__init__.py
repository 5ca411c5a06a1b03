"""Leaders: persons named with a post."""
