"""Relevance metrics of a search over a query set, computed by ir-measures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ir_measures import RR, Qrel, ScoredDoc, Success, calc_aggregate, nDCG

from bench.retrieval.query_sets import QuerySet
from engine.backend import Engine
from engine.query.parser import parse_leniently
from engine.query.tree import Every, Request
from engine.search import search_with_relaxation

DEPTH = 10  # number of hits evaluated
METRICS = {"success@1": Success @ 1, "MRR@10": RR @ 10, "nDCG@10": nDCG @ 10}
Search = Callable[[str], list[tuple[str, float]]]


def measure(query_set: QuerySet, search: Search) -> dict[str, float]:
    """Return success@1, MRR@10 and nDCG@10 over the queries of a set."""
    qrels = [Qrel(query, doc, grade) for query, grades in query_set.grades.items() for doc, grade in grades.items()]
    run = []
    for query, text in query_set.queries.items():
        # Scores decrease with the rank, so that ties keep the displayed order.
        run += [ScoredDoc(query, doc, -float(rank)) for rank, (doc, _) in enumerate(search(text)[:DEPTH])]
    scores: dict[Any, float] = calc_aggregate(list(METRICS.values()), qrels, run)
    return {name: float(scores[metric]) for name, metric in METRICS.items()}


def hits(engine: Engine, text: str) -> list[tuple[str, float]]:
    """Return ids and scores of the first page of results: the hits, and below a short list the partial matches."""
    answered = search_with_relaxation(engine, parse_leniently(text), Request(Every(), limit=DEPTH, passages=False))
    return [(hit.article.id, hit.score) for hit in (*answered.results.hits, *answered.partial_hits)]
