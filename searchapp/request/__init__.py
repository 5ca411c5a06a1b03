"""Conversion between URL arguments and search requests."""
