"""Data that travels with the engine: the gazetteer."""
