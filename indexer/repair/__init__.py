"""Repair scraped text: remove boilerplate, join broken lines, and record the place and reason of each change."""
