"""Byte layout of a segment and its readers; docs/format.md describes the format on one page."""
