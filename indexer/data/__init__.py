"""Data files for extraction, made by scripts; outlets.txt and seldom_places.txt are edited by hand."""
