"""The commands of the indexer: articles, build."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from engine.errors import DocumentRejected
from engine.settings import engine_url, load
from indexer import explain as explaining
from indexer.build import Options
from indexer.build import Progress as Meter
from indexer.build import build as build_index
from indexer.corrections import Corrections
from indexer.corrections_file import read_corrections
from indexer.pipeline import articles as find_articles
from indexer.readers.kind import FIELDS
from indexer.report import Report

# Applied without being named, where it lies in the folder of the index.
CORRECTIONS = "corrections.toml"


def read_columns(_: click.Context, __: click.Parameter, written: tuple[str, ...]) -> dict[str, str]:
    """Columns by field, from "body=content". Raises BadParameter."""
    columns = {}
    for item in written:
        field, mark, column = item.partition("=")
        if not mark or not column or field not in FIELDS:
            raise click.BadParameter(f"{item!r} is not FIELD=COLUMN with a field of {', '.join(sorted(FIELDS))}.")
        columns[field] = column
    return columns


PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
MAP = click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=read_columns,
    help="Column of CSV, or key of JSON Lines, that holds a field: --map body=content. May be given again.",
)
FIXES = click.option(
    "--corrections",
    type=click.Path(path_type=Path),
    help="TOML file with the operator's corrections (default: corrections.toml in the data folder, if there).",
)
STRICT = click.option("--strict", is_flag=True, help="Exit with 4 when a file was rejected.")
DATA = click.option("--data", help="Folder that holds the index; environment ZHENWEN_DATA.")


@click.command()
@PATHS
@MAP
@FIXES
@STRICT
@DATA
@click.option(
    "--explain", is_flag=True, help="Show where each field comes from and what was removed, joined and moved."
)
@click.option("--json", "as_json", is_flag=True, help="With --explain: as JSON, one article a line.")
def articles(
    paths: tuple[Path, ...],
    columns: dict[str, str],
    corrections: Path | None,
    strict: bool,
    data: str | None,
    explain: bool,
    as_json: bool,
) -> None:
    """Print the articles of files and folders, one JSON object a line."""
    report = Report()
    folder = Path(str(load({"data": data})["data"].value))
    for article in find_articles(paths, report, columns, _corrections(corrections, folder)):
        report.articles += 1
        if explain and not as_json:
            click.echo("\n".join(explaining.to_lines(article)))
        else:
            form = explaining.to_json(article) if explain else article.to_json()
            click.echo(json.dumps(form, ensure_ascii=False))
    _tell(report, strict)
    if not report.articles and report.rejected:
        raise click.exceptions.Exit(1)


@click.command()
@PATHS
@DATA
@MAP
@FIXES
@STRICT
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that read documents (default: one per core).")
@click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
def build(
    paths: tuple[Path, ...],
    data: str | None,
    columns: dict[str, str],
    corrections: Path | None,
    strict: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Index files and folders: text, HTML, PDF, DOCX, JSON Lines, CSV, and ZIP archives of these."""
    values = load({"data": data})
    fixes = _corrections(corrections, Path(str(values["data"].value)))
    options = Options(int(values["memory_mb"].value), jobs, columns, fixes)
    with _meter() as meter:
        report = build_index(paths, engine_url(values), options, meter)
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        reprints = f", {report.reprints} of them reprints" if report.reprints else ""
        click.echo(f"Indexed {report.articles} articles{reprints} in {report.seconds:.1f} s.", err=True)
    _tell(report, strict)


def _corrections(file: Path | None, folder: Path) -> Corrections | None:
    """The corrections of the file named, else of the one in the data folder."""
    usual = folder / CORRECTIONS
    if file is None and not usual.is_file():
        return None
    return read_corrections(file or usual)


def _tell(report: Report, strict: bool) -> None:
    """List what was rejected on stderr. Raises DocumentRejected where that is not to be passed over."""
    for rejection in report.rejected:
        click.echo(f"Rejected: {rejection.reason}", err=True)
    if strict and report.rejected:
        raise DocumentRejected(f"{len(report.rejected)} files were rejected, and --strict was given.")


@contextmanager
def _meter() -> Iterator[Meter]:
    """Shows on a terminal how far a build is, how fast it goes and how long it has to go."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f} a second"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks = {stage: bars.add_task(stage, total=1.0, articles=0, rate=0.0, start=False) for stage in STAGES}

        def show(stage: str, share: float, articles: int) -> None:
            bar = bars.tasks[tasks[stage]]
            if not bar.started:
                bars.start_task(tasks[stage])
            rate = articles / bar.elapsed if bar.elapsed else 0.0
            bars.update(tasks[stage], completed=min(share, 1.0), articles=articles, rate=rate)

        yield show


STAGES = ("reading", "indexing")
