"""Commands for the operator who builds the index."""
