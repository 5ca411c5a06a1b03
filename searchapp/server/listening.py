"""Web server on waitress, with connections shared by address and bounded by the open-file limit."""

from __future__ import annotations

import errno
import logging
import socket
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher

from searchapp.server.connection_deadlines import Channel, Stage
from searchapp.server.networks import network_of
from searchapp.server.sharing import FairShares

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Seconds until the next accept() after the system ran out of resources, and between two warnings of the same kind.
RETRY_PAUSE_SECONDS, WARNING_INTERVAL_SECONDS = 1.0, 60.0
# Seconds that current responses may take when the server is shut down.
SHUTDOWN_SECONDS = 3.0
_EXHAUSTION_ERRORS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_REFUSAL = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_log = logging.getLogger(__name__)


class Listener(TcpWSGIServer):  # type: ignore[misc]
    """A listening socket; `connections` are the places shared by all listeners."""

    channel_class = Channel

    def __init__(self, *args: Any, connections: FairShares, is_proxy: Callable[[str], bool], **kw: Any) -> None:
        self._connections, self._is_proxy = connections, is_proxy
        self._resumed, self._warned = 0.0, dict[str, float]()
        super().__init__(*args, **kw)

    def readable(self) -> bool:
        """Return whether to accept new connections; once a second it also runs `maintenance`."""
        is_readable = super().readable()
        return bool(is_readable) and time.monotonic() >= self._resumed

    def maintenance(self, now: float) -> None:
        """Close overdue connections."""
        del now
        self._close(lambda channel: channel.overdue(time.monotonic()))

    def handle_accept(self) -> None:
        """Accept a new connection unless its address has too many."""
        try:
            connection, address = self.socket.accept()
        except OSError as error:
            if error.errno in _EXHAUSTION_ERRORS:
                self._resumed = time.monotonic() + RETRY_PAUSE_SECONDS
                self._close(lambda channel: channel.stage is Stage.IDLE)
                self._warn("No new connection can be taken: %s. Raise the limit of open files.", error)
            return
        reader = network_of(address[0])
        taken = self._connections.take(reader, shared=not self._is_proxy(address[0]))
        try:
            if taken:
                self.set_socket_options(connection)
                Channel(self, connection, address, self.adj, map=self._map)
                return
            self._warn("Connections are refused: an address has too many of them, or all together are.")
            connection.setblocking(False)
            connection.send(_REFUSAL)
        except OSError:  # gone already
            if taken:
                self._connections.give(reader)
        connection.close()

    def released(self, channel: Channel) -> None:
        """Free the place of a closed connection."""
        self._connections.give(network_of(channel.addr[0]))

    def _close(self, predicate: Callable[[Channel], bool]) -> None:
        for channel in filter(predicate, list(self.active_channels.values())):
            # will_close would wait until the client has read the rest.
            channel.handle_close()

    def _warn(self, message: str, *values: object) -> None:
        if time.monotonic() - self._warned.get(message, -WARNING_INTERVAL_SECONDS) >= WARNING_INTERVAL_SECONDS:
            self._warned[message] = time.monotonic()
            _log.warning(message, *values)


class WebServer:
    """Listens once constructed, answers while `run` runs; `options` are waitress's. Raises OSError, ValueError.

    With `sockets` it accepts from these, on which another process of the same server listens already.
    """

    def __init__(
        self,
        app: WSGIApplication,
        connections: int,
        is_proxy: Callable[[str], bool],
        sockets: Sequence[socket.socket] = (),
        **options: str | int | bool | None,
    ) -> None:
        # Not reached: connections are counted by address here.
        self._adjustments = Adjustments(connection_limit=2 * connections, **options)
        self._map: dict[int, Any] = {}
        self._dispatcher = ThreadedTaskDispatcher()
        self._dispatcher.set_thread_count(self._adjustments.threads)
        common = {"dispatcher": self._dispatcher, "adj": self._adjustments}
        common |= {"connections": FairShares(connections), "is_proxy": is_proxy}
        if sockets:
            places: list[tuple[Any, socket.socket | None]] = [
                ((one.family, one.type, one.proto, one.getsockname()), one) for one in sockets
            ]
        else:
            places = [(place, None) for place in self._adjustments.listen]
        self._listeners = [
            Listener(app, self._map, sockinfo=place, _sock=one, bind_socket=one is None, **common)
            for place, one in places
        ]

    @property
    def address(self) -> tuple[str, int]:
        """Host and port, of the first listener if there are several."""
        return self._listeners[0].effective_host, int(self._listeners[0].effective_port)

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """The listening sockets."""
        return tuple(listener.socket for listener in self._listeners)

    def run(self) -> None:
        """Serve until SystemExit or KeyboardInterrupt."""
        try:
            while True:
                self._turn()
        except (SystemExit, KeyboardInterrupt):
            return

    def close(self) -> None:
        """Stop accepting, and finish current responses within `SHUTDOWN_SECONDS`."""
        for listener in self._listeners:
            wasyncore.dispatcher.close(listener)
        self._dispatcher.set_thread_count(0)
        until = time.monotonic() + SHUTDOWN_SECONDS
        while time.monotonic() < until and (self._dispatcher.threads or self._sending()):
            self._turn(0.05)
        self._dispatcher.shutdown(timeout=0)
        wasyncore.close_all(self._map)

    def _turn(self, seconds: float = 1.0) -> None:
        wasyncore.loop(seconds, use_poll=True, map=self._map, count=1)

    def _sending(self) -> bool:
        return any(isinstance(one, Channel) and one.total_outbufs_len for one in self._map.values())
