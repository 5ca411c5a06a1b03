"""The parts of a query in one segment: terms, phrases, patterns, and their combinations."""
