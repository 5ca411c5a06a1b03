"""Print the changes that a build will make as tables on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.terminal_text import escape
from indexer.report import ChangeCount, Difference

# Maximum number of sources and towns shown; the JSON has all.
MAX_ROWS = 10


def print_diff(difference: Difference, console: Console) -> None:
    """Print a summary line, and the sources and towns with most changes."""
    d = difference
    if d.fault:
        console.print(Text(escape(f"There is nothing to compare with: {d.fault}")))
    if not d.former:
        console.print(f"There were no articles before: {d.added:,} are added.", highlight=False)
        return
    console.print(
        f"Against {d.former:,} articles now: {d.added:,} added, {d.removed:,} removed, {d.changed:,} changed, "
        f"{d.same:,} as they were.",
        highlight=False,
    )
    if d.any:
        for head, counts in (("source", d.sources), ("town", d.towns)):
            _print_counts(head, counts, console)


def _print_counts(head: str, counts: Mapping[str, ChangeCount], console: Console) -> None:
    if not counts:
        return
    table = Table(head, box=None, pad_edge=False)
    for kind in ("added", "removed", "changed"):
        table.add_column(kind, justify="right")
    for name, count in list(counts.items())[:MAX_ROWS]:
        # A name may look like markup: [b].
        table.add_row(
            Text(escape(name) or "(none)"),
            *(f"{n:,}" if n else "" for n in (count.added, count.removed, count.changed)),
        )
    console.print(table)
    if len(counts) > MAX_ROWS:
        console.print(f"… and {len(counts) - MAX_ROWS:,} more", highlight=False)
