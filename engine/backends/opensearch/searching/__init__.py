"""A query to the cluster's query language, and its answers to results."""
