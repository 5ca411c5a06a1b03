"""Comparison of engines on the same documents and queries: totals checked, rows written, tables printed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import islice
from typing import Any

from rich.console import Console

from bench import corpus, measure, queries, speed_report
from bench.adapter import CLASSES
from bench.worker import EngineFailed, Worker

_SAMPLE = 10_000  # queries are drawn from the first so many documents, which are part of every run


def compare(
    names: Sequence[str],
    counts: Sequence[int | None],
    rebuild: Sequence[str],
    cpu: bool = False,
    raw_count: int | None = None,
) -> bool:
    """Measure the engines `names` at each count of documents (None: all). Return True if all answers agree.

    Times are wall-clock, or CPU time with `cpu`, which is less affected by other processes. Indexing from raw text is
    measured with at most `raw_count` documents.
    """
    console = Console(width=150)
    asked = queries.draw(list(islice(corpus.segmented(counts[0]), _SAMPLE)))
    rows: list[dict[str, Any]] = []
    agreed = True
    for count in counts:
        found, same = _measured(console, names, count, asked, rebuild, cpu, raw_count)
        rows += found
        agreed = agreed and same
        out = corpus.OUT / "engines.json"
        out.write_text(json.dumps(rows, indent=1, ensure_ascii=False))
    speed_report.tables(console, rows)
    return agreed


def _measured(
    console: Console,
    names: Sequence[str],
    count: int | None,
    asked: dict[str, list[queries.Query]],
    rebuild: Sequence[str],
    cpu: bool,
    raw_count: int | None,
) -> tuple[list[dict[str, Any]], bool]:
    rows: list[dict[str, Any]] = []
    workers: dict[str, Worker] = {}
    literal: set[str] = set()
    docs = 0
    for name in names:
        try:
            with console.status(f"{name}: {count or 'all'} documents"):
                built = measure.prepare(name, count, name in rebuild, raw_count)
                workers[name], times = measure.opened(name, count, asked["any-word"][0], cpu)
        except EngineFailed as failure:
            console.print(f"{name} is left out: {failure}.")
            continue
        docs = int(built["docs"])
        literal |= {name} if built["literal"] else set()
        figures = {key: value for key, value in built.items() if key not in ("docs", "fingerprint")}
        rows.append({"engine": name, "docs": docs} | figures | times)
    agreed = True
    for kind in CLASSES:
        able = {name: w for name, w in workers.items() if kind != "substring" or name in literal}
        answers = {name: worker.call("answers", kind, asked[kind]) for name, worker in able.items()}
        agreed = _agreeing(console, kind, asked[kind], answers) and agreed
        for name, spent in measure.timed(able, kind, asked[kind], cpu).items():
            total = sum(answer[0] for answer in answers[name])
            rows.append({"engine": name, "docs": docs, "class": kind} | measure.row(spent) | {"total": total})
    for row in rows:
        if "class" not in row:
            row |= workers[row["engine"]].call("memory")
    for worker in workers.values():
        worker.stop()
    return rows, agreed


def _agreeing(console: Console, kind: str, asked: Sequence[queries.Query], answers: dict[str, Any]) -> bool:
    wrong = measure.differing(answers)
    for name, numbers in wrong.items():
        totals = {other: answers[other][numbers[0]][0] for other in answers}
        console.print(f"[red]{kind}: {name} differs in {len(numbers)} queries[/], as {asked[numbers[0]]}: {totals}")
    return not wrong
