"""Data files for extraction, made by scripts; outlets.txt is edited by hand."""
