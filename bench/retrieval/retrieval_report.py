"""Retrieval quality on query sets, beside stock ChineseAnalyzer with Whoosh and SQLite FTS5."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click

from bench.retrieval.baselines import Pairs, StockIndex, Trigrams
from bench.retrieval.query_sets import QuerySet, read_sets, triples
from bench.retrieval.relevance import Search, hits, measure
from engine.factory import open_builder, open_engine

SYSTEMS = ("zhenwen", "stock", "bigrams", "trigrams")
MAX_STOCK_DOCS = 10_000  # documents from which the stock index takes too long to build unless it is requested


def report(
    folder: Path, news: Path | None, only: Sequence[str], systems: Sequence[str], limit: int | None, as_json: bool
) -> None:
    """Print the metrics of each system on each query set below `folder`. Raises SettingError if there is none."""
    rows: list[dict[str, float | str]] = []
    for queries in read_sets(folder, news or folder.parent / "news" / "xwlb.jsonl.xz"):
        if only and queries.name not in only:
            continue
        if limit:
            queries = replace(queries, queries=dict(list(queries.queries.items())[:limit]))
            queries = replace(queries, grades={name: queries.grades.get(name, {}) for name in queries.queries})
        for system in systems or SYSTEMS:
            with _opened(system, queries, bool(systems)) as find:
                if find is None:
                    continue
                started = time.perf_counter()
                figures = measure(queries, find)
                spent = (time.perf_counter() - started) / max(1, len(queries.queries)) * 1000
            rows.append({"set": queries.name, "system": system, **figures, "ms_a_query": spent})
            if not as_json:
                click.echo(_line(rows[-1]) if len(rows) > 1 else f"{_head()}\n{_line(rows[-1])}")
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))


@contextmanager
def _opened(system: str, queries: QuerySet, asked: bool) -> Iterator[Search | None]:
    """Yield the search of a system over a set's documents; None if it would take too long and was not requested."""
    if system == "zhenwen":
        with tempfile.TemporaryDirectory(prefix="zhenwen-eval-") as folder:
            builder = open_builder(f"whoosh:{folder}/index")
            builder.add(queries.read())
            builder.switch()
            engine = open_engine(f"whoosh:{folder}/index")
            try:
                yield lambda text: hits(engine, text)
            finally:
                engine.close()
    elif system == "stock":
        documents = list(triples(queries.read()))
        stock = StockIndex(documents) if asked or len(documents) < MAX_STOCK_DOCS else None
        yield (lambda text: stock.search(text, 10)) if stock else None
    else:
        kind = Pairs if system == "bigrams" else Trigrams
        table = kind(triples(queries.read()))
        try:
            yield lambda text: table.search(text, 10)
        finally:
            table.close()


def _head() -> str:
    return f"{'set':14} {'system':10} {'success@1':>9} {'MRR@10':>8} {'nDCG@10':>8} {'ms/query':>9}"


def _line(row: dict[str, float | str]) -> str:
    figures = f"{row['success@1']:9.4f} {row['MRR@10']:8.4f} {row['nDCG@10']:8.4f} {row['ms_a_query']:9.2f}"
    return f"{row['set']:14} {row['system']:10} {figures}"
