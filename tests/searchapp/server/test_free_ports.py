"""Ports: the next free one instead of one in use, but never instead of one that was asked for."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from searchapp.server.free_ports import is_free, next_free_port

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_a_port_in_use_is_not_free_and_the_next_one_is_another(host: str) -> None:
    with socket.create_server((host if host != "localhost" else "127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        assert not is_free(host, port)
        free = next_free_port(host, port)
        assert free is None or free > port
    assert is_free(host, port)


def test_an_unknown_host_is_left_to_the_listener() -> None:
    assert is_free("no such host", 80)


def test_no_port_beyond_the_last_is_tried() -> None:
    assert next_free_port("127.0.0.1", 65_535) in (65_535, None)


@pytest.mark.skipif(os.name != "posix", reason="ends the server with SIGTERM")
def test_a_server_without_a_set_port_takes_the_next_free_one_and_says_where_the_data_are(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "ZHENWEN_PORT"}
    command = [sys.executable, "-m", "zhenwen", "serve", "--data", str(tmp_path)]
    blocker = socket.create_server(("127.0.0.1", 8000)) if is_free("127.0.0.1", 8000) else None
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as server:
        address, data = server.stdout.readline(), server.stdout.readline()
        server.send_signal(signal.SIGTERM)
        _, messages = server.communicate(timeout=30)
    if blocker:
        blocker.close()
    port = re.search(r":(\d+)/ \(Ctrl\+C ends it\)", address)[1]
    assert int(port) > 8000
    assert f"Port 8000 is in use, so this server takes {port}." in messages
    assert data == f"The index and what readers save are in {tmp_path}.\n"


def test_a_port_that_was_asked_for_is_refused_with_a_free_one_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        command = [sys.executable, "-m", "zhenwen", "serve", "--data", str(tmp_path), "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert done.returncode == 2
    assert re.match(rf"zhenwen: Port {port} of 127\.0\.0\.1 is in use; \d+ is free: --port \d+\.", done.stderr)


def test_make_run_hands_the_port_on() -> None:
    for words, shown in (["PORT=8080"], "serve --port 8080"), ([], "serve \n"):
        done = subprocess.run(
            ["make", "--dry-run", "run", *words], capture_output=True, text=True, cwd=ROOT, check=True
        )
        assert shown in done.stdout
