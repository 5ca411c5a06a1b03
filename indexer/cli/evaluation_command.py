"""The `eval articles` command, which measures extraction."""

from __future__ import annotations

from pathlib import Path

import click

from engine.messages import translate
from engine.terminal_text import echo, echo_json
from indexer.pipeline import articles as find_articles
from indexer.quality.extraction_scores import Evaluation, evaluate, read_gold
from indexer.report import Report


@click.command("articles")
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print figures and misses as JSON.")
def articles(gold: Path, paths: tuple[Path, ...], as_json: bool) -> None:
    """Compare the articles of files and folders with labels: precision, recall and F1 of each field, and each miss."""
    result = evaluate(read_gold(gold), find_articles(paths, Report()))
    if as_json:
        echo_json(result.to_json())
        return
    for miss in result.misses:
        echo(miss)
    echo(*draw(result).split("\n"))


def draw(result: Evaluation) -> str:
    """Return the table of an evaluation, one field per line."""
    rows = [f"{translate('field'):12} {'P':>6} {'R':>6} {'F1':>6}   {translate('right/spurious/missed')}"]
    for name, tally in result.tallies.items():
        if tally.right + tally.spurious + tally.missed:
            figures = f"{tally.precision:6.3f} {tally.recall:6.3f} {tally.f1:6.3f}"
            rows.append(f"{name:12} {figures}   {tally.right}/{tally.spurious}/{tally.missed}")
    return "\n".join(rows)
