"""Reproducible benchmarks and quality measurements."""
