"""The `search` command, and helpers shared with other commands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click
from rich.console import Console

from engine.factory import open_engine
from engine.messages import command_language, translate
from engine.settings import engine_url, load
from engine.terminal_text import echo_json, show
from engine.vocabulary import read_vocabulary
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION
from searchapp.present import terminal
from searchapp.request.params import FLAG, SORTS, BadArgument, SearchRequest, read_request
from searchapp.service.filter_advice import UnknownValue, unknown_values
from searchapp.service.search_service import ResultPage, run_search

# More hits than this are for `zhenwen export`.
MAX_LIMIT = 1_000


@click.command()
@click.argument("query")
@click.option("--town", multiple=True, help="Only this town: a path, or the last part of one. Repeat for alternatives.")
@click.option("--leader", multiple=True, help="Only articles that name this person with a post. Repeatable.")
@click.option("--source", multiple=True, help="Only from this source. Repeatable.")
@click.option("--not-town", multiple=True, help="Leave out this town. Repeatable.")
@click.option("--not-leader", multiple=True, help="Leave out articles that name this person with a post. Repeatable.")
@click.option("--not-source", multiple=True, help="Leave out this source. Repeatable.")
@click.option("--from", "since", help="Published on this day, month or year, or later: 2023-06-15, 2023-06, 2023.")
@click.option("--to", "until", help="Published on this day, month or year, or earlier.")
@click.option("--undated", is_flag=True, help="Only articles without a date; if days are given, both.")
@click.option("--sort", type=click.Choice(SORTS), help="Order of the hits; by relevance unless the query is empty.")
@click.option("--page", type=click.IntRange(min=1, max=999999), default=1, show_default=True, help="Page of hits.")
@click.option("--limit", type=click.IntRange(1, MAX_LIMIT), help="Hits on a page (ZHENWEN_PAGE_SIZE, 10).")
@click.option("--verbatim", is_flag=True, help="Search for exactly this text even where nothing is found.")
@click.option("--json", "as_json", is_flag=True, help="Print the page as JSON.")
@click.option("--no-pager", is_flag=True, help="Print all at once, also what is longer than the terminal.")
@DATA_OPTION
@ENGINE_OPTION
def search(
    query: str,
    limit: int | None,
    as_json: bool,
    no_pager: bool,
    data: str | None,
    engine: str | None,
    **arguments: Any,
) -> None:
    """Find articles: ranked hits with highlighted snippets, and facet counts.

    In a terminal, what is longer than the screen is shown by the pager of PAGER.
    """
    values = load({"data": data, "engine": engine})
    search_request = request_of(query, arguments)
    opened = open_engine(engine_url(values), read_vocabulary(values))
    try:
        page = run_search(opened, search_request, limit or int(values["page_size"].value))
        advice = () if page.results.total else unknown_values(opened, search_request)
    finally:
        opened.close()
    if as_json:
        echo_json(page.to_json(command_language()))
    else:
        _show(page, advice, sys.stdout.isatty() and not no_pager)


def _show(page: ResultPage, advice: tuple[UnknownValue, ...], may_page: bool) -> None:
    """Print a page, by the pager if it may be used and the terminal has fewer lines."""
    console = Console(highlight=False, markup=False, emoji=False)
    with console.capture() as captured:
        terminal.print_page(page, console, advice)
    text = captured.get()
    show(text, colored=console.color_system is not None, paged=may_page and text.count("\n") >= console.height)


def request_of(query: str, arguments: dict[str, Any]) -> SearchRequest:
    """Return the request that a URL with these arguments describes. Raises UsageError for an invalid value."""
    names = {"since": "from", "until": "to"}

    def pairs() -> Iterator[tuple[str, str]]:
        # Bytes of the command line that are not UTF-8 become lone surrogates, which cannot be printed.
        yield "q", query.encode("utf-8", "replace").decode("utf-8")
        for name, value in arguments.items():
            for item in value if isinstance(value, tuple) else (value,):
                if item is not None and item is not False:
                    yield names.get(name, name), FLAG if item is True else str(item)

    try:
        return read_request(pairs())
    except BadArgument as error:
        raise click.UsageError(translate(error)) from error


def given_places(context: click.Context, **places: str | None) -> dict[str, Any]:
    """Return the locations of a subcommand, with those of its group as defaults: `zhenwen --data DIR alerts send`."""
    above = context.parent.default_map if context.parent else None
    return {**(above or {}), **{name: place for name, place in places.items() if place}}
