"""How good extraction and search are, and what is odd about an index."""
