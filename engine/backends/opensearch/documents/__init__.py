"""Conversion between articles and documents of the cluster: fields, tokens, mapping."""
