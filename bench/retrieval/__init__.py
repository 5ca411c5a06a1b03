"""Relevance: query sets with judgements, measured on this engine and on baselines."""
