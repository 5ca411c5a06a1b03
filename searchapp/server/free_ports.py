"""Look for a port that nobody listens on."""

from __future__ import annotations

import errno
import os
import socket

# How many ports beyond the wanted one are tried.
TRIED_PORTS = 50


def next_free_port(host: str, port: int) -> int | None:
    """Return this port if it is free, else the next one that is; None if none of the next is."""
    last = min(port + TRIED_PORTS, 65_535)
    return next((candidate for candidate in range(port, last + 1) if is_free(host, candidate)), None)


def is_free(host: str, port: int) -> bool:
    """Return whether nobody listens on a port. Of another fault, such as an unknown host, the listener tells."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        return True
    return not any(_is_taken(family, address) for family, *_, address in places)


def _is_taken(family: socket.AddressFamily, address: tuple[object, ...]) -> bool:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":  # as the server does: connections of a former one may still be closing
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False
