"""Query nodes of one segment: terms, phrases, patterns, and their combinations."""
