"""From a Whoosh query object to matches, scores, orders and counts."""
