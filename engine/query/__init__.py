"""Query language: parsing, the query tree, expansion, relaxation, and printing."""
