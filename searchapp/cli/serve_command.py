"""The `serve` command, which runs the web server."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import click

from engine.errors import SettingError
from engine.messages import Message, describe_error, translatable, translate
from engine.runtime import workers
from engine.runtime.garbage_collection import serve_long
from engine.settings import Value, load
from engine.terminal_text import echo
from searchapp import create_app
from searchapp.cli.reader_options import DATA_OPTION, ENGINE_OPTION
from searchapp.saved.store_factory import check_address
from searchapp.server import connection_limit, logs, trusted_proxies
from searchapp.server.free_ports import next_free_port
from searchapp.server.listening import WebServer
from searchapp.server.processes import COUNTS_FILE, MoreProcesses, SharedParts, shared_folder
from searchapp.server.reader_services import MAX_FORM_BYTES


@click.command()
@click.option("--host", help="Address to listen on (ZHENWEN_HOST, 127.0.0.1).")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port to listen on; 0 takes a free one (ZHENWEN_PORT, 8000)."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    help="Processes behind the port, about one per core for many readers (ZHENWEN_PROCESSES, 1).",
)
@click.option(
    "--threads", type=click.IntRange(min=1), help="Requests that each process works on at once (ZHENWEN_THREADS, 8)."
)
@DATA_OPTION
@ENGINE_OPTION
def serve(**arguments: Any) -> None:
    """Serve the pages; prints the address.

    Where no port is set and 8000 is in use, the next free one is taken; a port that is set is used or refused.
    """
    values = load(arguments)
    logs.begin(str(values["log"].value))
    processes = _processes(values)
    signal.signal(signal.SIGTERM, _end)
    with shared_folder(processes) as folder:
        app = _application(arguments, folder)
        if values["database"].value:
            check_address(app.extensions["store"].url)
        if not values["engine"].value:
            _warn(values)
        server = _listen(app, values)
        with ExitStack() as stack:
            if folder:
                others = MoreProcesses(processes - 1, partial(_join, arguments), SharedParts(server.sockets, folder))
                stack.callback(others.close)
            echo(translate("Zhenwen is at %(address)s (Ctrl+C ends it).", address=_address(*server.address)))
            if not values["engine"].value:
                folder = Path(str(values["data"].value)).absolute()
                echo(translate("The index and what readers save are in %(folder)s.", folder=folder))
            app.extensions["live_index"].begin()
            if app.extensions["postman"]:  # letters may wait since the last run
                app.extensions["postman"].wake()
            _run(app, server)


def _processes(values: dict[str, Value]) -> int:
    """Return the number of processes. Raises SettingError where processes cannot share a port."""
    processes = int(values["processes"].value)
    if processes > 1 and sys.platform == "win32":
        raise SettingError("The server has one process on Windows: leave the setting processes at 1.")
    return processes


def _application(arguments: Mapping[str, Any], folder: Path | None) -> Any:
    return create_app(arguments, folder / COUNTS_FILE if folder else None)


def _join(arguments: Mapping[str, Any], shared: SharedParts) -> None:
    """Serve as a further process: load the index, then accept from the sockets of the first one."""
    workers.begin()
    signal.signal(signal.SIGTERM, _end)
    values = load(arguments)
    logs.begin(str(values["log"].value))
    app = _application(arguments, shared.folder)
    live = app.extensions["live_index"]
    live.begin()
    live.await_first()
    _run(app, _listen(app, values, shared.sockets))


def _run(app: Any, server: WebServer) -> None:
    """Answer requests until the process is told to end."""
    serve_long()
    try:
        server.run()
    finally:
        server.close()
        for name in ("live_index", "postman", "store"):
            if (service := app.extensions[name]) is not None:
                service.close()
        app.extensions["frequent"].write()


def _listen(app: Any, values: dict[str, Value], sockets: Sequence[socket.socket] = ()) -> WebServer:
    """Create the server of the settings, with threads for queued and refused requests beyond the working ones."""
    connections = connection_limit.connection_limit()
    host = str(values["host"].value)
    port = int(values["port"].value) if sockets else _port(host, values["port"])
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
        return WebServer(app, connections, is_proxy, sockets, **options)
    except (OSError, ValueError) as error:
        raise SettingError(
            "Cannot listen on %(host)s:%(port)s: %(error)s. Choose another --host or --port.",
            host=host,
            port=port,
            error=describe_error(error),
        ) from error


def _port(host: str, setting: Value) -> int:
    """Return the port to listen on. Raises SettingError where the one that is set is in use."""
    port = int(setting.value)
    free = next_free_port(host, port) if port else port
    if free in (port, None):
        return port
    if setting.origin != "default":
        raise SettingError(
            "Port %(port)s of %(host)s is in use; %(free)s is free: --port %(free)s.", port=port, host=host, free=free
        )
    echo(translate("Port %(port)s is in use, so this server takes %(free)s.", port=port, free=free), err=True)
    return int(free)


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
