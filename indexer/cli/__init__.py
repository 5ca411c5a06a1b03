"""The commands of the operator who builds the index."""
