"""Query translation to the cluster's query DSL, and conversion of answers to results."""
