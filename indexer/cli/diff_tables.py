"""Print the changes that a build will make as tables on a terminal."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from engine.messages import translate
from engine.terminal_text import escape
from indexer.report import ChangeCount, Difference

# Maximum number of sources and towns shown; the JSON has all.
MAX_ROWS = 10


def print_diff(difference: Difference, console: Console) -> None:
    """Print a summary line, and the sources and towns with most changes."""
    d = difference
    if d.fault:
        console.print(Text(escape(translate("There is nothing to compare with: %(fault)s", fault=d.fault))))
    if not d.former:
        console.print(
            translate("There were no articles before: %(added)s are added.", added=f"{d.added:,}"), highlight=False
        )
        return
    console.print(
        translate(
            "Against %(former)s articles now: %(added)s added, %(removed)s removed, %(changed)s changed, %(same)s as "
            "they were.",
            **{name: f"{getattr(d, name):,}" for name in ("former", "added", "removed", "changed", "same")},
        ),
        highlight=False,
    )
    if d.any:
        for head, counts in ((translate("source"), d.sources), (translate("town"), d.towns)):
            _print_counts(head, counts, console)


def _print_counts(head: str, counts: Mapping[str, ChangeCount], console: Console) -> None:
    if not counts:
        return
    table = Table(head, box=None, pad_edge=False)
    for kind in (translate("added"), translate("removed"), translate("changed")):
        table.add_column(kind, justify="right")
    for name, count in list(counts.items())[:MAX_ROWS]:
        # A name may look like markup: [b].
        table.add_row(
            Text(escape(name) or translate("(none)")),
            *(f"{n:,}" if n else "" for n in (count.added, count.removed, count.changed)),
        )
    console.print(table)
    if len(counts) > MAX_ROWS:
        console.print(translate("… and %(count)s more", count=f"{len(counts) - MAX_ROWS:,}"), highlight=False)
