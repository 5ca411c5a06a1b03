"""The `serve` command, which runs the web server."""

from __future__ import annotations

import signal
from pathlib import Path
from types import FrameType
from typing import Any

import click

from engine.errors import SettingError
from engine.messages import Message, describe_error, translatable, translate
from engine.settings import Value, load
from engine.terminal_text import echo
from searchapp import create_app
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION
from searchapp.saved.store_factory import check_address
from searchapp.server import connection_limit, logs, trusted_proxies
from searchapp.server.listening import WebServer
from searchapp.server.reader_services import MAX_FORM_BYTES


@click.command()
@click.option("--host", help="Address to listen on (ZHENWEN_HOST, 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one (ZHENWEN_PORT, 8000)."
)
@click.option("--threads", type=click.IntRange(min=1), help="Requests worked on at the same time (ZHENWEN_THREADS, 8).")
@DATA_OPTION
@ENGINE_OPTION
def serve(**arguments: Any) -> None:
    """Serve the pages; prints the address."""
    values = load(arguments)
    logs.begin(str(values["log"].value))
    connections = connection_limit.connection_limit()
    app = create_app(arguments)
    check_address(app.extensions["store"].url)
    if not values["engine"].value:
        _warn(values)
    server = _listen(app, values, connections)
    signal.signal(signal.SIGTERM, _end)
    echo(translate("Zhenwen is at %(address)s (Ctrl+C ends it).", address=_address(*server.address)))
    app.extensions["live_index"].begin()
    if app.extensions["postman"]:  # letters may wait since the last run
        app.extensions["postman"].wake()
    try:
        server.run()
    finally:
        server.close()
        for name in ("live_index", "postman", "store"):
            if (service := app.extensions[name]) is not None:
                service.close()
        app.extensions["frequent"].write()


def _listen(app: Any, values: dict[str, Value], connections: int) -> WebServer:
    """Create the server of the settings, with threads for queued and refused requests beyond the working ones."""
    host, port = str(values["host"].value), int(values["port"].value)
    working, waiting = int(values["threads"].value), int(values["waiting"].value)
    options: dict[str, str | int | bool | None] = {
        "host": host,
        "port": port,
        "threads": working + waiting + max(1, working // 2) + 2,
        "ident": None,
        "clear_untrusted_proxy_headers": not values["proxies"].value,
        "max_request_header_size": 32 * 1024,
        "max_request_body_size": MAX_FORM_BYTES,
        # How far a download may run ahead of its client before its thread blocks.
        "outbuf_high_watermark": 1024 * 1024,
        "cleanup_interval": 1,
        "log_socket_errors": False,
    }
    is_proxy = trusted_proxies.trusts(int(values["proxies"].value), str(values["proxy_addresses"].value))
    try:
        return WebServer(app, connections, is_proxy, **options)
    except (OSError, ValueError) as error:
        raise SettingError(
            "Cannot listen on %(host)s:%(port)s: %(error)s. Choose another --host or --port.",
            host=host,
            port=port,
            error=describe_error(error),
        ) from error


def _warn(values: dict[str, Value]) -> None:
    """Warn if the data folder does not exist, as when its name is misspelt."""
    data = Path(str(values["data"].value))
    if not data.is_dir():
        sentence = translatable(
            "There is no folder %(folder)s (data, given by %(origin)s), so there are no articles to find. "
            "Build an index there, or start with another --data."
        )
        warning = translate(sentence, folder=data, origin=Message(values["data"].origin))
        echo(f"zhenwen: {warning}", err=True)


def _end(number: int, frame: FrameType | None) -> None:
    """Exit as on Ctrl+C; current requests are answered first."""
    del number, frame
    raise SystemExit(0)


def _address(host: str, port: int) -> str:
    """Return the URL of a listening server."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{'localhost' if host in ('0.0.0.0', '::') else name}:{port}/"  # noqa: S104
