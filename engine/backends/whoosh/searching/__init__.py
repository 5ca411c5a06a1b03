"""Evaluation of Whoosh query objects: matches, scores, sort orders and facet counts."""
