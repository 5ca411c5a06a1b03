"""Split a page into its articles."""
