"""The `export` command, which writes all results of a search to a file."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click

from engine.errors import SearchError
from engine.factory import open_engine
from engine.messages import Message, describe_error, translate
from engine.settings import engine_url, load
from engine.terminal_text import echo
from engine.vocabulary import read_vocabulary
from searchapp.cli.search_command import request_of, search
from searchapp.present.export_formats import FORMATS, export_chunks
from searchapp.service import full_listing


class FileFailed(SearchError):
    """The file cannot be written."""


@click.command(
    params=[option for option in search.params if option.name not in ("as_json", "page", "limit", "no_pager")]
)
@click.option("--limit", type=click.IntRange(min=1), help="At most this many articles, the first ones.")
@click.option(
    "--format", "kind", type=click.Choice(list(FORMATS)), default="csv", show_default=True, help="Kind of file."
)
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="File to write; else the output.")
def export(
    query: str,
    limit: int | None,
    kind: str,
    output: Path | None,
    data: str | None,
    engine: str | None,
    **arguments: Any,
) -> None:
    """Write all results of a search to a file: CSV for spreadsheets, JSON Lines, BibTeX, RIS."""
    search_request = request_of(query, arguments)
    values = load({"data": data, "engine": engine})
    opened = open_engine(engine_url(values), read_vocabulary(values))
    try:
        total, articles = full_listing.result_articles(opened, search_request)
        with _file(output) as file:
            for piece in export_chunks(FORMATS[kind], islice(articles, limit)):
                file.write(piece)
    except BrokenPipeError:
        # The reader of the pipe has closed it: `zhenwen export 樱桃 | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return
    except OSError as error:
        raise FileFailed(
            "%(output)s cannot be written: %(reason)s.",
            output=output or Message("The output"),
            reason=describe_error(error),
        ) from error
    finally:
        opened.close()
    echo(translate("%(total)s articles.", total=min(total, limit or total)), err=True)


@contextlib.contextmanager
def _file(output: Path | None) -> Iterator[IO[bytes]]:
    """Yield the output stream, or a file that is created only once it is complete."""
    if output is None:
        stream = sys.stdout.buffer
        yield stream
        stream.flush()
        return
    unfinished = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
