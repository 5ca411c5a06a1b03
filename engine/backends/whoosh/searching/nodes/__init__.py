"""Query nodes of one segment: terms, patterns, and their combinations."""
