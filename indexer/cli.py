"""The command that shows what is found in files, and the options that commands of the indexer share."""

from __future__ import annotations

from pathlib import Path

import click

from engine.errors import DocumentRejected
from engine.settings import load
from engine.terminal import echo, echo_json
from indexer import explain as explaining
from indexer.collecting import collecting_seldom
from indexer.columns import FIELDS
from indexer.corrections import Corrections
from indexer.corrections_file import read_corrections
from indexer.pipeline import articles as find_articles
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
    type=click.Path(),
    help="TOML file with the operator's corrections (default: corrections.toml in the data folder, if there).",
)
STRICT = click.option("--strict", is_flag=True, help="Exit with 4 when a file was rejected; nothing is written then.")
DATA = click.option("--data", help="Folder that holds the index; environment ZHENWEN_DATA.")
ENGINE = click.option("--engine", help="Address of the index, such as whoosh:var/index; environment ZHENWEN_ENGINE.")


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
@collecting_seldom()
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
    fixes = corrections_of(str(values["corrections"].value), Path(str(values["data"].value)))
    for article in find_articles(paths, report, columns, fixes):
        report.articles += 1
        if explain and not as_json:
            echo(*explaining.to_lines(article))
        else:
            form = explaining.to_json(article) if explain else article.to_json()
            echo_json(form)
    tell(report, strict)
    if not report.articles and report.rejected:
        raise click.exceptions.Exit(1)


def corrections_of(file: str, folder: Path) -> Corrections | None:
    """The corrections of the file named, else of the one in the data folder."""
    usual = folder / CORRECTIONS
    if not file and not usual.is_file():
        return None
    return read_corrections(Path(file) if file else usual)


def tell(report: Report, strict: bool) -> None:
    """List on stderr what was rejected, what was kept in spite of its file, and corrections that matched nothing.

    Raises DocumentRejected where what was rejected is not to be passed over.
    """
    if report.reread:
        echo(f"Read again: {report.reread}, so files are read that have not changed.", err=True)
    for name, count in report.stale.items():
        echo(f"Kept: {name} cannot be read whole now, so the {count} articles that it had stay.", err=True)
    for name in report.held_back:
        echo(f"Held back: {name} is as it was in a generation that was rolled back; mend it or use --again.", err=True)
    for sentence in report.unused:
        echo(f"Unused: {sentence}", err=True)
    for rejection in report.rejected:
        echo(f"Rejected: {rejection.reason}", err=True)
    if strict and report.rejected:
        raise DocumentRejected(f"{len(report.rejected)} files were rejected, and --strict was given.")
