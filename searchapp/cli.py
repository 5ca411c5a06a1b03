"""The commands of the reader's side: search, serve."""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

import click
import waitress
from rich.console import Console

from engine.errors import SettingError
from engine.factory import open_engine
from engine.settings import Value, engine_url, load
from engine.vocabulary import take_in
from searchapp import create_app, logs, terminal
from searchapp.params import SORTS, Asked, BadArgument, read
from searchapp.search import run
from searchapp.views.keeping import LARGEST_FORM

DATA = click.option("--data", help="Folder of the index (ZHENWEN_DATA, ./var).")
ENGINE = click.option("--engine", help="Address of the index, such as whoosh:var/index (ZHENWEN_ENGINE).")


@click.command()
@click.argument("query")
@click.option("--town", multiple=True, help="Only this town: a path, or the last part of one. Repeat for alternatives.")
@click.option("--leader", multiple=True, help="Only articles that name this person with a post. Repeatable.")
@click.option("--source", multiple=True, help="Only from this source. Repeatable.")
@click.option("--from", "since", help="Published on this day, month or year, or later: 2023-06-15, 2023-06, 2023.")
@click.option("--to", "until", help="Published on this day, month or year, or earlier.")
@click.option("--sort", type=click.Choice(SORTS), help="Order of the hits; by relevance unless the query is empty.")
@click.option("--page", type=click.IntRange(min=1, max=999999), default=1, show_default=True, help="Page of hits.")
@click.option("--json", "as_json", is_flag=True, help="Print the page as JSON.")
@DATA
@ENGINE
def search(query: str, as_json: bool, data: str | None, engine: str | None, **arguments: Any) -> None:
    """Find articles: ranked hits with highlighted snippets, and facet counts."""
    values = load({"data": data, "engine": engine})
    take_in(values)
    asked = request_of(query, arguments)
    opened = open_engine(engine_url(values))
    try:
        page = run(opened, asked, int(values["page_size"].value))
    finally:
        opened.close()
    if as_json:
        click.echo(json.dumps(page.to_json(), ensure_ascii=False))
    else:
        terminal.show(page, Console(highlight=False, markup=False, emoji=False))


def request_of(query: str, arguments: dict[str, Any]) -> Asked:
    """The same request that the URL with these arguments makes."""
    names = {"since": "from", "until": "to"}

    def pairs() -> Iterator[tuple[str, str]]:
        # A byte of the command line that is not UTF-8 comes as a lone surrogate, which nothing can print.
        yield "q", query.encode("utf-8", "replace").decode("utf-8")
        for name, value in arguments.items():
            for item in value if isinstance(value, tuple) else (value,):
                if item is not None:
                    yield names.get(name, name), str(item)

    try:
        return read(pairs())
    except BadArgument as error:
        raise click.UsageError(str(error)) from error


@click.command()
@click.option("--host", help="Address to listen on (ZHENWEN_HOST, 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one (ZHENWEN_PORT, 8000)."
)
@click.option("--threads", type=click.IntRange(min=1), help="Requests worked on at the same time (ZHENWEN_THREADS, 8).")
@DATA
@ENGINE
def serve(**arguments: Any) -> None:
    """Serve the pages; prints the address."""
    values = load(arguments)
    host, port = str(values["host"].value), int(values["port"].value)
    logs.begin(str(values["log"].value))
    app = create_app(arguments)
    options = _limits(values)
    try:
        server = waitress.create_server(app, host=host, port=port, **options)
    except (OSError, ValueError) as error:
        raise SettingError(f"Cannot listen on {host}:{port}: {error}. Choose another --host or --port.") from error
    click.echo(f"Zhenwen is at {_address(server)} (Ctrl+C ends it).")
    signal.signal(signal.SIGTERM, _end)
    stop = threading.Event()
    keeper = threading.Thread(target=app.extensions["live_index"].keep_warm, args=(stop,), daemon=True)
    keeper.start()
    try:
        server.run()
    finally:
        server.close()
        stop.set()
        keeper.join(5)
        for name in ("live_index", "postman", "store"):
            if (held := app.extensions[name]) is not None:
                held.close()
        app.extensions["frequent"].write()


def _limits(values: dict[str, Value]) -> dict[str, Any]:
    """What the server itself bounds. Its threads are more than those that work: some wait, some send others away."""
    working, waiting = int(values["threads"].value), int(values["waiting"].value)
    return {
        "threads": working + waiting + max(1, working // 2) + 2,
        "ident": None,
        "clear_untrusted_proxy_headers": not values["proxies"].value,
        "max_request_header_size": 32 * 1024,
        "max_request_body_size": LARGEST_FORM,
        "connection_limit": 1000,
        "channel_timeout": 60,
        "asyncore_use_poll": True,
    }


def _end(number: int, frame: FrameType | None) -> None:
    """Leave as Ctrl+C does: the requests at hand are answered first."""
    del number, frame
    raise SystemExit(0)


def _address(server: Any) -> str:
    """The URL of a listening server; one that listens on several addresses is named by its first."""
    host, port = (getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)])[0]
    name = f"[{host}]" if ":" in host else host
    return f"http://{'localhost' if host in ('0.0.0.0', '::') else name}:{port}/"  # noqa: S104


commands: tuple[click.Command, ...] = (search, serve)
