"""Connections with deadlines for receiving a request and a minimum rate for sending the response."""

from __future__ import annotations

import math
import time
from enum import Enum, auto
from typing import Any

from waitress.channel import HTTPChannel

# Minimum average rate, in bytes per second, at which a client must read; seconds that it may fall behind.
MIN_BYTES_PER_SECOND, GRACE_SECONDS = 4096, 20.0


class Stage(Enum):
    """State of a connection: between requests, in the head or the body of a request, or sending the response."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


# Seconds for a whole stage, not extended by each byte that arrives.
STAGE_SECONDS = {Stage.IDLE: 60.0, Stage.HEAD: 10.0, Stage.BODY: 20.0, Stage.ANSWER: math.inf}


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection with deadlines, which the server checks every second."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002  # as the base has it
        self._until = time.monotonic() + STAGE_SECONDS[Stage.HEAD]
        self._taken_until = math.inf
        super().__init__(server, sock, addr, adj, map)

    @property
    def stage(self) -> Stage:
        """Current stage of the connection."""
        if self.requests:
            return Stage.ANSWER
        if self.request is None:
            return Stage.IDLE
        return Stage.BODY if self.request.headers_finished else Stage.HEAD

    def overdue(self, now: float) -> bool:
        """Return whether the current deadline for receiving or sending has passed."""
        return now > (self._taken_until if self.total_outbufs_len else self._until)

    def received(self, data: bytes) -> bool:
        """Handle received bytes."""
        before = self.stage
        complete: bool = super().received(data)
        if (stage := self.stage) is not before:
            until = time.monotonic() + STAGE_SECONDS[stage]
            # Empty lines begin and end a request: a client that sends nothing else counts as idle the whole time.
            self._until = min(self._until, until) if stage in (Stage.HEAD, Stage.IDLE) else until
        return complete

    def service(self) -> None:
        """Answer one request. Requests pipelined behind it are dropped; no browser and no proxy sends any."""
        with self.requests_lock:
            if len(self.requests) > 1:
                del self.requests[1:]
                self.requests[0].headers["CONNECTION"] = "close"
        super().service()
        self._until = time.monotonic() + STAGE_SECONDS[self.stage]

    def write_soon(self, data: Any) -> int:
        """Queue a chunk of the response; blocks while the client has not read what was queued before."""
        if not self.total_outbufs_len:
            self._taken_until = time.monotonic() + GRACE_SECONDS
        count: int = super().write_soon(data)
        return count

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Pass bytes to the operating system; returns the number it accepted."""
        sent: int = super().send(data, do_close=do_close)
        self._taken_until = min(self._taken_until + sent / MIN_BYTES_PER_SECOND, time.monotonic() + GRACE_SECONDS)
        return sent

    def del_channel(self, map: Any = None) -> None:  # noqa: A002  # as the base has it
        """Remove the connection and free its place."""
        is_active = self._fileno in self.server.active_channels
        super().del_channel(map)
        if is_active:
            self.server.released(self)
