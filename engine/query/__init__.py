"""What was typed to a query tree, and the tree back to text."""
