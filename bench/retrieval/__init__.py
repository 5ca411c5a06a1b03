"""Retrieval quality: query sets with relevance judgements, measured on Zhenwen and on baselines."""
