"""The command that serves the pages."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

import click
import waitress

from engine.errors import SettingError
from engine.settings import Value, load
from searchapp import create_app, logs
from searchapp.cli import DATA, ENGINE
from searchapp.views.keeping import LARGEST_FORM


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
