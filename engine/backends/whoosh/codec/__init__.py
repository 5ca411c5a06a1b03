"""Whoosh codec: segments as Whoosh's own readers, searchers and writers see them."""
