"""Tables of the comparison of engines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.adapter import CLASSES

_BASES = ("whoosh", "tantivy")
_COSTS = {
    "index_docs_s": "segmented docs/s",
    "raw_to_index_docs_s": "raw docs/s",
    "index_docs_cpu_s": "segmented docs/cpu s",
    "raw_to_index_docs_cpu_s": "raw docs/cpu s",
    "size_ratio": "size ÷ raw",
    "open_ms": "open ms",
    "first_answer_ms": "open to answer ms",
    "rss_mb": "MB",
    "rss_anonymous_mb": "own MB",
}
_PARTS = ("p50_ms", "p95_ms", "p99_ms", "mean_ms")

Rows = Sequence[dict[str, Any]]


def tables(console: Console, rows: Rows) -> None:
    """Print all tables: times per class, costs per engine, growth of both."""
    counts = sorted({row["docs"] for row in rows})
    for docs in counts:
        here = [row for row in rows if row["docs"] == docs]
        console.print(_times(docs, [row for row in here if "class" in row]))
        console.print(_costs(docs, [row for row in here if "class" not in row]))
    if len(counts) > 1:
        console.print(_growth(counts[0], counts[-1], [row for row in rows if "class" in row]))
        console.print(_costs_growth(counts[0], counts[-1], [row for row in rows if "class" not in row]))


def _times(docs: int, rows: Rows) -> Table:
    """Return the times per query in milliseconds, with ratios to the base engines; above 1 the base is slower."""
    table = Table(title=f"Milliseconds a query, {docs:,} documents (base ÷ engine: above 1 the engine is faster)")
    for name in ("class", "engine", "p50", "p95", "p99", "mean", "hits in all"):
        table.add_column(name, justify="left" if name in ("class", "engine") else "right")
    for base in _BASES:
        for part in ("p50", "p95", "mean"):
            table.add_column(f"{base} ÷ {part}", justify="right")
    found = {(row["class"], row["engine"]): row for row in rows}
    for kind in CLASSES:
        for (of, engine), row in found.items():
            if of == kind:
                times = [f"{row[part]:.3f}" for part in _PARTS]
                ratios = [
                    _ratio(found.get((kind, base)), row, part)
                    for base in _BASES
                    for part in ("p50_ms", "p95_ms", "mean_ms")
                ]
                table.add_row(kind, engine, *times, f"{row['total']:,}", *ratios)
        table.add_section()
    return table


def _ratio(base: dict[str, Any] | None, row: dict[str, Any], part: str) -> str:
    return f"{base[part] / row[part]:.2f}" if base and base is not row else ""


def _costs(docs: int, rows: Rows) -> Table:
    table = Table(title=f"What it costs, {docs:,} documents")
    for name in ("engine", *_COSTS.values(), "any substring"):
        table.add_column(name, justify="left" if name == "engine" else "right")
    for row in rows:
        table.add_row(row["engine"], *(_cell(row.get(key)) for key in _COSTS), "yes" if row["literal"] else "no")
    return table


def _cell(figure: float | None) -> str:
    return "" if figure is None else f"{figure:,.2f}" if figure < 10 else f"{figure:,.0f}"


def _costs_growth(few: int, many: int, rows: Rows) -> Table:
    table = Table(title=f"Growth of what it costs from {few:,} to {many:,} documents ({many / few:.1f} times as many)")
    for name in ("engine", *_COSTS.values()):
        table.add_column(name, justify="left" if name == "engine" else "right")
    found = {(row["engine"], row["docs"]): row for row in rows}
    for engine in dict.fromkeys(row["engine"] for row in rows):
        first, last = (found.get((engine, docs), {}) for docs in (few, many))
        ratios = (f"{last[key] / first[key]:.2f}" if first.get(key) and key in last else "" for key in _COSTS)
        table.add_row(engine, *ratios)
    return table


def _growth(few: int, many: int, rows: Rows) -> Table:
    table = Table(title=f"Growth of the mean from {few:,} to {many:,} documents ({many / few:.1f} times as many)")
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    table.add_column("class")
    for engine in engines:
        table.add_column(engine, justify="right")
    found = {(row["engine"], row["docs"], row["class"]): row["mean_ms"] for row in rows}
    for kind in CLASSES:
        pairs = [(found.get((e, few, kind)), found.get((e, many, kind))) for e in engines]
        table.add_row(kind, *(f"{b / a:.1f}" if a and b else "" for a, b in pairs))
    return table
