"""Metadata finders, one module per field: find_X(draft) -> (value, evidence)."""
