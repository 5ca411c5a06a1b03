"""One table of what the last runs of `engines`, `whole` and `pages` measured, small enough for a screen."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.adapter import CLASSES, WHOLE_CLASSES
from bench.corpus import OUT

# The engine of the product is called after its index in the comparison of engines.
COLUMNS = {"zhenwen": "Zhenwen", "tantivy": "tantivy", "lucene": "Lucene", "fts5": "SQLite FTS5"}
_NAMES = {"columnar": "zhenwen"}
_COSTS = {
    "index_docs_cpu_s": "articles indexed per second of processor",
    "size_ratio": "size of the index ÷ raw text",
    "rss_anonymous_mb": "own memory after all queries, MB",
}

Rows = Sequence[Mapping[str, Any]]
Line = tuple[str, dict[str, str]]


def report() -> None:
    """Print the table of the rows in bench/out; parts that were not measured are left out."""
    table = Table(title="p50 and p95 in milliseconds, unless stated otherwise", pad_edge=False)
    table.add_column("what is measured")
    for title in COLUMNS.values():
        table.add_column(title, justify="right")
    for lines in (_whole(_read("whole")), _component(_read("engines")), _pages(_read("pages"))):
        for title, figures in lines:
            table.add_row(title, *(figures.get(name, "") for name in COLUMNS))
        table.add_section()
    Console(width=120).print(table)


def _read(name: str) -> Any:
    file = OUT / f"{name}.json"
    return json.loads(file.read_text(encoding="utf-8")) if file.exists() else []


def _whole(rows: Rows) -> Iterator[Line]:
    """Yield whole searches: query text to ten judged hits with passages and facets."""
    for kind in WHOLE_CLASSES:
        if found := {row["engine"]: _times(row) for row in rows if row["class"] == kind}:
            yield f"whole search, {kind} ({rows[0]['docs']:,} articles)", found


def _component(rows: Rows) -> Iterator[Line]:
    """Yield the evaluators alone: top ten, exact total and counts of words cut in advance, no passages."""
    docs = max((row["docs"] for row in rows), default=0)
    here = [row for row in rows if row["docs"] == docs]
    for kind in CLASSES:
        if found := {_name(row): _times(row) for row in here if row.get("class") == kind}:
            yield f"evaluator alone, {kind} ({docs:,} articles)", found
    for key, title in _COSTS.items():
        if found := {_name(row): f"{row[key]:,.2f}" for row in here if key in row}:
            yield title, found


def _pages(stored: Mapping[str, Any]) -> Iterator[Line]:
    """Yield pages of a local server."""
    if not stored:
        return
    rows: Rows = stored["pages"]
    named = {row["page"]: row for row in rows}
    for page, title in (("first", "page of results, asked for the first time"), ("article", "an article")):
        yield title, {"zhenwen": _times(named[page])}
    for row in rows:
        if row["page"] == "again":
            title = f"pages a second (ms of processor), {row['clients']} readers, {row['processes']} processes"
            yield title, {"zhenwen": f"{row['requests_s']:,.0f} ({row['cpu_ms']:.1f})"}
    for one in stored["memory"]:
        kept = "resident_mb" if one["releases_pages"] else "no limit"
        own, mapped, faults = one["anonymous_mb"], one["mapped_mb"], one["minor_faults"]
        title = f"own + mapped MB (page faults), {one['pages']:,} pages, {kept}"
        yield title, {"zhenwen": f"{own} + {mapped} ({faults:,})"}
    yield "seconds from start until ready", {"zhenwen": f"{min(one['ready_s'] for one in stored['memory']):.2f}"}


def _name(row: Mapping[str, Any]) -> str:
    return _NAMES.get(row["engine"], str(row["engine"]))


def _times(row: Mapping[str, Any]) -> str:
    return f"{row['p50_ms']:.2f} {row['p95_ms']:.2f}"
