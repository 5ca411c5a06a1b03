"""What is known about an article: siblings of one shape, find_X(draft) -> (value, evidence)."""
