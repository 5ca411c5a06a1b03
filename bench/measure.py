"""Timing of engines: each in its own process, taking turns after each pass; medians of the passes."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.corpus import HELD, OUT, fingerprint
from bench.queries import Query
from bench.worker import EngineFailed, Worker

PASSES = 5
BUDGET_MS = 20_000  # of one engine in one class; beyond it there are no further passes


def prepare(name: str, count: int | None, rebuild: bool, raw_count: int | None = None) -> dict[str, Any]:
    """Build the index if missing or if `rebuild` is set, and return the build's figures. Raises EngineFailed.

    Indexing from raw text is measured with as many documents, but at most `raw_count`.
    """
    place = folder(name, count)
    kept = place.with_suffix(".json")
    if kept.exists() and not rebuild:
        built: dict[str, Any] = json.loads(kept.read_text())
        if built["fingerprint"] == fingerprint():
            return built
    builder = Worker(name, place.with_name(place.name + "-raw"))
    try:
        raw = builder.call("build_raw", min(count or HELD, raw_count or HELD))
    finally:
        builder.stop()
    builder = Worker(name, place)
    try:
        made = builder.call("build", count)
    finally:
        builder.stop()
    built = {
        "docs": made["docs"],
        "index_docs_s": made["docs"] / made["seconds"],
        "raw_to_index_docs_s": raw["docs"] / raw["seconds"],
        "index_docs_cpu_s": made["docs"] / made["cpu"],
        "raw_to_index_docs_cpu_s": raw["docs"] / raw["cpu"],
        "size_ratio": made["bytes"] / made["raw"],
        "literal": made["literal"],
        "fingerprint": fingerprint(),
    }
    kept.write_text(json.dumps(built))
    return built


def folder(name: str, count: int | None) -> Path:
    """Return the folder of the index of `count` documents."""
    return OUT / "indexes" / f"{name}-{count or 'all'}"


def opened(name: str, count: int | None, first: Query, cpu: bool) -> tuple[Worker, dict[str, float]]:
    """Return the engine in a fresh process, open, and the time to open it. Raises EngineFailed."""
    worker = Worker(name, folder(name, count))
    try:
        return worker, worker.call("open_index", first, cpu)
    except EngineFailed:
        worker.stop()
        raise


def timed(
    workers: Mapping[str, Worker], kind: str, queries: Sequence[Query], cpu: bool = False
) -> dict[str, list[float]]:
    """Return milliseconds per query in each engine: the median of its passes, with the engines taking turns."""
    passes: dict[str, list[list[float]]] = {name: [] for name in workers}
    spent = dict.fromkeys(workers, 0.0)
    for turn in range(PASSES):
        for name, worker in workers.items():
            if turn == 0 or spent[name] + spent[name] / turn < BUDGET_MS:
                times = worker.call("run", kind, queries, cpu)
                passes[name].append(times)
                spent[name] += sum(times)
    return {name: [statistics.median(times) for times in zip(*rounds, strict=True)] for name, rounds in passes.items()}


def row(times: Iterable[float]) -> dict[str, float]:
    """Return p50, p95, p99 and mean in milliseconds."""
    ordered = sorted(times)

    def share(part: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    return {
        "p50_ms": share(0.5),
        "p95_ms": share(0.95),
        "p99_ms": share(0.99),
        "mean_ms": statistics.fmean(ordered),
    }


def differing(given: Mapping[str, Sequence[Any]]) -> dict[str, list[int]]:
    """Return for each engine the numbers of the queries whose answers differ from those of most engines."""
    names = list(given)
    wrong: dict[str, list[int]] = {name: [] for name in names}
    for number, answers in enumerate(zip(*given.values(), strict=True)):
        common = max(answers, key=answers.count)
        for name, answer in zip(names, answers, strict=True):
            if answer != common:
                wrong[name].append(number)
    return {name: numbers for name, numbers in wrong.items() if numbers}
