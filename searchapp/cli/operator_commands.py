"""Commands for operators: popular searches and settings."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from engine.installation import optional_parts
from engine.messages import translate
from engine.settings import SETTINGS, display_value, load
from engine.terminal_text import echo, echo_json, escape
from searchapp.cli.reader_options import DATA_OPTION
from searchapp.saved.popular_searches import PopularSearch
from searchapp.saved.store_factory import ledger
from searchapp.server import reader_services

# Weeks that are shown; JSON has all.
WEEKS = 4


@click.command()
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, help="Lines of each list.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@DATA_OPTION
def stats(most: int, as_json: bool, data: str | None) -> None:
    """Show what readers search for most, and what they search for in vain, by week.

    A search in vain stands in the week in which it was last searched for.
    """
    values = load({"data": data})
    store = reader_services.store_of(values)
    searches = ledger(store, Path(str(values["data"].value))).read()
    store.close()
    vain = sorted((one for one in searches if one.vain), key=lambda one: -one.vain)
    lists = {"frequent": searches[:most], "vain": vain[:most]}
    if as_json:
        weeks = [{"week": week, "vain": [_row(search) for search in found]} for week, found in by_week(vain, most)]
        echo_json({**{name: list(map(_row, found)) for name, found in lists.items()}, "weeks": weeks})
        return
    if not searches:
        echo(translate("Nothing was searched for yet, or nothing is in this data folder or database."), err=True)
        return
    shown = [(translate("Most frequent"), lists["frequent"]), (translate("In vain"), lists["vain"])]
    shown += [(translate("In vain, week %(week)s", week=week), found) for week, found in by_week(vain, most)[:WEEKS]]
    for title, found in shown:
        rows_shown = [(s.text, str(s.times), str(s.vain), s.last) for s in found]
        table(title, (translate("search"), translate("times"), translate("in vain"), translate("last")), rows_shown)


def by_week(searches: Sequence[PopularSearch], most: int) -> list[tuple[str, list[PopularSearch]]]:
    """Return the searches by the week of their last day (2026-W49), the newest first, `most` of each in their order."""
    weeks: dict[str, list[PopularSearch]] = {}
    for search in searches:
        year, week, _ = datetime.date.fromisoformat(search.last).isocalendar()
        weeks.setdefault(f"{year}-W{week:02}", []).append(search)
    return [(week, weeks[week][:most]) for week in sorted(weeks, reverse=True)]


def _row(search: PopularSearch) -> dict[str, str | int]:
    return {"text": search.text, "times": search.times, "vain": search.vain, "last": search.last}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@DATA_OPTION
def config(as_json: bool, data: str | None) -> None:
    """Show every setting, its value and where it comes from; passwords are left out.

    Below them: the optional parts of this installation, which of them are in use, and what is so without the others.
    """
    values = load({"data": data})
    rows: dict[str, dict[str, Any]] = {
        setting.name: {
            "value": display_value(setting.name, values[setting.name].value),
            "from": values[setting.name].origin,
        }
        for setting in SETTINGS
    }
    parts = optional_parts()
    if as_json:
        echo_json({**rows, "parts": {part.name: part.in_use for part in parts}})
        return
    columns = (translate("setting"), translate("value"), translate("from"))
    table("", columns, [(name, str(v["value"]), translate(v["from"])) for name, v in rows.items()])
    columns = (translate("part"), translate("in use"), translate("without it"))
    said = [(p.name, translate("yes") if p.in_use else translate("no"), p) for p in parts]
    table("", columns, [(name, used, "" if p.in_use else translate(p.without)) for name, used, p in said])


def table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table without borders."""
    lines = Table(title=title or None, title_justify="left", box=None)
    for column in columns:
        lines.add_column(column, overflow="fold")
    for row in rows:
        lines.add_row(*map(escape, row))
    Console(highlight=False, markup=False, emoji=False).print(lines)
