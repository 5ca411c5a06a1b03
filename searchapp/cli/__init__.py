"""The commands of the reader's side."""
