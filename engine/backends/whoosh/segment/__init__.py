"""How the bytes of a segment lie, and how they are read; docs/format.md is the same on one page."""
