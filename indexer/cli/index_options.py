"""Options shared by commands of the indexer, and output of messages."""

from __future__ import annotations

from pathlib import Path

import click

from engine.errors import DocumentRejected
from engine.messages import Message, translate
from engine.terminal_text import echo
from indexer.metadata.corrections import Corrections
from indexer.metadata.corrections_file import read_corrections
from indexer.readers.table_columns import FIELDS
from indexer.report import Report

# Applied by default if it is in the folder of the index.
CORRECTIONS_FILE = "corrections.toml"


def read_columns(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Parse columns by field, from "body=content". Raises BadParameter."""
    columns = {}
    for item in texts:
        field, mark, column = item.partition("=")
        if not mark or not column or field not in FIELDS:
            raise click.BadParameter(
                translate(
                    "%(item)r is not FIELD=COLUMN with a field of %(known)s.",
                    item=item,
                    known=", ".join(sorted(FIELDS)),
                )
            )
        columns[field] = column
    return columns


PATHS_ARGUMENT = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))


MAP_OPTION = click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="FIELD=COLUMN",
    callback=read_columns,
    help="Column of CSV, or key of JSON Lines, that holds a field: --map body=content. May be given again.",
)


CORRECTIONS_OPTION = click.option(
    "--corrections",
    type=click.Path(),
    help="TOML file with the operator's corrections (default: corrections.toml in the data folder, if there).",
)


STRICT_OPTION = click.option(
    "--strict", is_flag=True, help="Exit with 4 when a file was rejected; nothing is written then."
)


DATA_OPTION = click.option("--data", help="Folder that holds the index; environment ZHENWEN_DATA.")


ENGINE_OPTION = click.option(
    "--engine", help="Address of the index, such as whoosh:var/index; environment ZHENWEN_ENGINE."
)


def load_corrections(file: str, folder: Path) -> Corrections | None:
    """Load the corrections of the named file, else of the one in the data folder."""
    usual = folder / CORRECTIONS_FILE
    if not file and not usual.is_file():
        return None
    return read_corrections(Path(file) if file else usual)


def print_rejections(report: Report, strict: bool) -> None:
    """List on stderr what was rejected, articles kept although their file is unreadable, and unused corrections.

    Raises DocumentRejected if `strict` is set and anything was rejected.
    """
    if report.reread:
        echo(
            Message("Read again: %(reason)s, so files are read that have not changed.", reason=report.reread), err=True
        )
    for name, count in report.stale.items():
        echo(
            translate(
                "Kept: %(name)s cannot be read whole now, so the %(count)s articles that it had stay.",
                name=name,
                count=count,
            ),
            err=True,
        )
    for name in report.held_back:
        echo(
            translate(
                "Held back: %(name)s is as it was in a generation that was rolled back; mend it or use --again.",
                name=name,
            ),
            err=True,
        )
    for sentence in report.unused:
        echo(Message("Unused: %(reason)s", reason=sentence), err=True)
    for rejection in report.rejected:
        echo(translate("Rejected: %(reason)s", reason=rejection.reason), err=True)
    if strict and report.rejected:
        raise DocumentRejected("%(count)s files were rejected, and --strict was given.", count=len(report.rejected))


WAIT_OPTION = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="How long to wait for another writer before giving up with exit code 75.",
)


JSON_OPTION = click.option("--json", "as_json", is_flag=True, help="Print the outcome as JSON.")
