"""What Whoosh's own readers, searchers and writers see of a segment."""
