"""Commands that write the index: build, update."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from engine.errors import IndexDamaged, IndexMissing
from engine.messages import Message, translatable, translate
from engine.settings import Value, engine_url, load
from engine.terminal_text import echo, echo_json
from engine.vocabulary import read_vocabulary
from indexer.building.acceptance import read_limit, read_self_test
from indexer.building.build_inputs import Told, read_inputs
from indexer.building.file_paths import absolute
from indexer.building.index_build import Options
from indexer.building.index_build import build as build_index
from indexer.building.index_build import update as update_index
from indexer.building.previous_build import remembered_paths
from indexer.building.watch import watch_folders
from indexer.cli.diff_tables import print_diff
from indexer.cli.index_options import (
    CORRECTIONS_OPTION,
    DATA_OPTION,
    ENGINE_OPTION,
    JSON_OPTION,
    MAP_OPTION,
    STRICT_OPTION,
    WAIT_OPTION,
    load_corrections,
    print_rejections,
)
from indexer.cli.progress import show_progress
from indexer.report import Report

SOURCES = click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
_SHARED_OPTIONS = (
    DATA_OPTION,
    ENGINE_OPTION,
    MAP_OPTION,
    CORRECTIONS_OPTION,
    STRICT_OPTION,
    click.option("--jobs", type=click.IntRange(min=1), help="Processes that read documents (default: one per core)."),
    click.option("--file-seconds", type=float, help="Seconds that reading one file may take (default: 30; 0: any)."),
    click.option("--dry-run", is_flag=True, help="Show what would change, by source and town, and write nothing."),
    click.option("--keep", type=click.IntRange(min=0), help="Former generations that stay to go back to (default: 2)."),
    click.option("--max-removed", metavar="LIMIT", help="Refuse to remove more articles than this: 10%, or 300."),
    click.option("--self-test", type=click.Path(), help="TOML file of queries that the new index must answer."),
    WAIT_OPTION,
    JSON_OPTION,
)


def shared_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of both commands."""
    for option in reversed(_SHARED_OPTIONS):
        command = option(command)
    return command


@click.command()
@SOURCES
@shared_options
def build(paths: tuple[Path, ...], **given: Any) -> None:
    """Index files and folders: text, Markdown, HTML, PDF, DOCX, XLSX, JSON Lines, CSV, and ZIP archives of these.

    Without PATHS: those of [[input]] in zhenwen.toml, else those that the index was made from. The new index is
    written aside, verified, and only then takes the place of the old one, whose readers notice nothing. What it adds,
    removes and changes is shown first.
    """
    values = _load(given)
    url = engine_url(values)
    options = _options(values, given, Told() if paths else _told(url))
    console = Console(stderr=True)
    with show_progress(console) as meter:
        report = build_index(paths, url, options, meter, lambda d: print_diff(d, console))
    _print(report, given)


@click.command()
@SOURCES
@shared_options
@click.option("--thorough", is_flag=True, help="Read files too whose size and time have not changed.")
@click.option("--again", is_flag=True, help="Take in files that led to a generation that was rolled back.")
@click.option("--watch", is_flag=True, help="Stay, and update whenever something changes on disk, until Ctrl-C.")
def update(paths: tuple[Path, ...], watch: bool, **given: Any) -> None:
    """Bring the index up to date with files that were added, changed or removed below PATHS.

    Without PATHS: below everything that it was made from, and [[input]] of zhenwen.toml. Only what has changed is read
    and written. Columns, corrections and jobs are those of the last build where nothing else is said.
    """
    values = _load(given)
    url = engine_url(values)

    def run() -> None:
        options = _options(values, given, _told(url))
        console = Console(stderr=True)
        with show_progress(console) as meter:
            report = update_index(paths, url, options, meter, lambda d: print_diff(d, console) if d.any else None)
        _print(report, given)

    if watch:
        own = Path(str(values["data"].value))
        places = paths or tuple(map(Path, {**_told(url).inputs, **read_inputs()}))
        watch_folders(places, run, lambda message: echo(f"zhenwen: {translate(message)}", err=True), apart=own)
    else:
        run()


def _load(arguments: dict[str, Any]) -> dict[str, Value]:
    names = ("data", "engine", "keep", "max_removed", "self_test", "file_seconds", "corrections", "jobs")
    return load({name: arguments[name] for name in names})


def _told(url: str) -> Told:
    """Return the options of the last build; defaults if there is none."""
    try:
        return remembered_paths(url)
    except (IndexMissing, IndexDamaged):
        return Told()


def _options(values: dict[str, Value], arguments: dict[str, Any], statements: Told) -> Options:
    """Return the build options: arguments and settings, else those of the last build."""
    trials = str(values["self_test"].value)
    corrections = str(values["corrections"].value) or statements.corrections
    if values["corrections"].origin != "default" and corrections:
        corrections = absolute(Path(corrections))
    jobs = int(values["jobs"].value) if values["jobs"].origin != "default" else statements.jobs or 0
    seconds = float(values["file_seconds"].value)
    if values["file_seconds"].origin == "default" and statements.file_seconds is not None:
        seconds = statements.file_seconds
    return Options(
        memory_mb=int(values["memory_mb"].value),
        processes=jobs or None,
        columns=arguments["columns"],
        inputs=read_inputs(),
        corrections=load_corrections(corrections, Path(str(values["data"].value))),
        told=Told(statements.inputs, corrections=corrections, jobs=jobs or None, file_seconds=seconds),
        keep=int(values["keep"].value),
        wait=arguments["wait"],
        max_removed=read_limit(str(values["max_removed"].value)),
        trials=read_self_test(Path(trials)) if trials else (),
        dry_run=arguments["dry_run"],
        thorough=arguments.get("thorough", False),
        strict=arguments["strict"],
        again=arguments.get("again", False),
        file_seconds=seconds,
        vocabulary=read_vocabulary(values),
    )


def _print(report: Report, arguments: dict[str, Any]) -> None:
    if arguments["as_json"]:
        echo_json(report.to_json())
    else:
        echo(_say(report), err=True)
    print_rejections(report, arguments["strict"])


def _say(report: Report) -> Message:
    articles = Message("%(count)s articles", count=f"{report.articles:,}")
    if report.reprints:
        articles = Message("%(articles)s, %(count)s of them reprints", articles=articles, count=f"{report.reprints:,}")
    if report.replaced:
        sentence = translatable("%(articles)s (%(count)s more were there twice and are one article each)")
        articles = Message(sentence, articles=articles, count=f"{report.replaced:,}")
    seconds, written = f"{report.seconds:.1f}", f"{report.written:,}"
    if report.refused:
        sentence = translatable(
            "Nothing was written: readers keep the index they have. The new one would hold %(articles)s."
        )
    elif report.dry_run:
        sentence = translatable("Nothing was written: the index would hold %(articles)s.")
    elif report.generation is None:
        sentence = translatable("Nothing has changed: %(articles)s.")
    elif report.written != report.articles:
        sentence = translatable("Wrote %(written)s articles anew; the index holds %(articles)s. It took %(seconds)s s.")
    else:
        sentence = translatable("Indexed %(articles)s in %(seconds)s s.")
    return Message(sentence, articles=articles, written=written, seconds=seconds)
