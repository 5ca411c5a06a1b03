"""Ablation of the ranking: change each weight in turn and measure all query sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench.corpus import OUT
from bench.retrieval.query_sets import QuerySet, read_sets
from bench.retrieval.relevance import hits, measure
from engine.backend import Engine
from engine.errors import SearchError
from engine.factory import open_builder, open_engine
from engine.ranking.weights import DEFAULT_WEIGHTS, RankingWeights
from engine.vocabulary import Vocabulary

SHARED = Path(__file__).parents[2] / "shared" / "corpus"
KINDS = (
    "words", "pairs", "pairs_title", "title", "lead", "lead_pairs", "opening", "close", "number", "whole",
    "rubric", "other", "boilerplate",
)  # fmt: skip
SHAPES = (
    "k1", "k1_pairs", "b", "k1_title", "b_title", "sentence_least", "lead_length", "opening_length", "stretch",
)  # fmt: skip
MEASURES = ("success@1", "MRR@10", "nDCG@10")


def variations(factors: Sequence[float] = (0, 0.5, 2)) -> Iterator[tuple[str, RankingWeights]]:
    """Yield the current weights, then each weight multiplied by each factor; those that shape a curve are never 0."""
    yield "as it is", DEFAULT_WEIGHTS
    for name in (*KINDS, *SHAPES):
        value = getattr(DEFAULT_WEIGHTS, name)
        for factor in factors:
            if factor or name in KINDS:
                changed = type(value)(value * factor)
                yield f"{name} {value:g} → {changed:g}", replace(DEFAULT_WEIGHTS, **{name: changed})


def report(folder: Path | None, limit: int | None, climb: bool) -> bool:
    """Print the figures of every variation; with `climb`, adopt improvements and go on. Return False without sets."""
    folder = folder or SHARED / "ir"
    try:
        sets = list(read_sets(folder, folder.parent / "news" / "xwlb.jsonl.xz"))
    except SearchError as error:
        print(f"{error} Put them there, or name their folder with --sets.")
        return False
    held = [_limited(found, limit) for found in sets]
    print(f"{'':24}" + "".join(f" {found.name + ' s@1':>16} {'MRR':>6} {'nDCG':>6}" for found in held))
    best, most = DEFAULT_WEIGHTS, 0.0
    for name, weights in variations():
        if climb:
            changed = {field: getattr(weights, field) for field in (*KINDS, *SHAPES)}
            changed = {f: value for f, value in changed.items() if value != getattr(DEFAULT_WEIGHTS, f)}
            weights = replace(best, **changed)
        figures = [_figures(queries, weights) for queries in held]
        print(f"{name:24}" + "".join(f" {f[0]:16.4f} {f[1]:6.4f} {f[2]:6.4f}" for f in figures), flush=True)
        if (worth := sum(map(sum, figures))) > most + 0.001:
            best, most = weights, worth
    if climb:
        print(f"best: {best}")
    return True


def _figures(queries: QuerySet, weights: RankingWeights) -> list[float]:
    engine = _opened(queries, Vocabulary(weights=weights))
    try:
        found = measure(queries, lambda text: hits(engine, text))
    finally:
        engine.close()
    return [found[name] for name in MEASURES]


def _limited(queries: QuerySet, limit: int | None) -> QuerySet:
    """Return every n-th query, so that about `limit` are left."""
    step = max(1, len(queries.queries) // limit) if limit else 1
    chosen = dict(list(queries.queries.items())[::step])
    return replace(queries, queries=chosen, grades={name: queries.grades.get(name, {}) for name in chosen})


def _opened(queries: QuerySet, vocabulary: Vocabulary) -> Engine:
    """Return the index of a set, kept from the last run."""
    url = f"whoosh:{OUT / 'ranking' / queries.name}"
    try:
        return open_engine(url, vocabulary)
    except SearchError:
        builder = open_builder(url)
        builder.add(queries.read())
        builder.switch()
        return open_engine(url, vocabulary)
