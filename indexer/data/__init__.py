"""Data files of the extraction: openings.tsv is made by scripts/learn_openings.py, outlets.txt is kept by hand."""
