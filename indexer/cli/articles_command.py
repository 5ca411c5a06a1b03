"""The `articles` command, which prints the articles extracted from files."""

from __future__ import annotations

from pathlib import Path

import click

from engine.runtime.garbage_collection import infrequent_gc
from engine.settings import load
from engine.terminal_text import echo, echo_json
from indexer.cli.index_options import (
    CORRECTIONS_OPTION,
    DATA_OPTION,
    MAP_OPTION,
    PATHS_ARGUMENT,
    STRICT_OPTION,
    load_corrections,
    print_rejections,
)
from indexer.pipeline import articles as find_articles
from indexer.quality import article_trace as explaining
from indexer.report import Report


@click.command()
@PATHS_ARGUMENT
@MAP_OPTION
@CORRECTIONS_OPTION
@STRICT_OPTION
@DATA_OPTION
@click.option(
    "--explain", is_flag=True, help="Show where each field comes from and what was removed, joined and moved."
)
@click.option("--json", "as_json", is_flag=True, help="With --explain: as JSON, one article a line.")
@infrequent_gc()
def articles(
    paths: tuple[Path, ...],
    columns: dict[str, str],
    corrections: str | None,
    strict: bool,
    data: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Print the articles of files and folders, one JSON object a line."""
    report = Report()
    values = load({"data": data, "corrections": corrections})
    fixes = load_corrections(str(values["corrections"].value), Path(str(values["data"].value)))
    for article in find_articles(paths, report, columns, fixes):
        report.articles += 1
        if explain and not as_json:
            echo(*explaining.to_lines(article))
        else:
            form = explaining.to_json(article) if explain else article.to_json()
            echo_json(form)
    print_rejections(report, strict)
    if not report.articles and report.rejected:
        raise click.exceptions.Exit(1)
