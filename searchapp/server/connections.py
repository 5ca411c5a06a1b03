"""One connection: how long its request may take to arrive, and how fast its answer has to be taken."""

from __future__ import annotations

import math
import time
from enum import Enum, auto
from typing import Any

from waitress.channel import HTTPChannel

# Bytes a second at which an answer has to be taken, in the mean; seconds that a reader may fall behind that.
MIN_BYTES_PER_SECOND, GRACE_SECONDS = 4096, 20.0


class Stage(Enum):
    """Between two requests, in the head of one, in its body, at the answer."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()
    ANSWER = auto()


# Seconds for a stage as a whole: a byte now and then does not make them more.
STAGE_SECONDS = {Stage.IDLE: 60.0, Stage.HEAD: 10.0, Stage.BODY: 20.0, Stage.ANSWER: math.inf}


class Channel(HTTPChannel):  # type: ignore[misc]
    """A connection with deadlines, which the server looks at every second."""

    def __init__(self, server: Any, sock: Any, addr: Any, adj: Any, map: Any = None) -> None:  # noqa: A002  # as the base has it
        self._until = time.monotonic() + STAGE_SECONDS[Stage.HEAD]
        self._taken_until = math.inf
        super().__init__(server, sock, addr, adj, map)

    @property
    def stage(self) -> Stage:
        """Where this connection is."""
        if self.requests:
            return Stage.ANSWER
        if self.request is None:
            return Stage.IDLE
        return Stage.BODY if self.request.headers_finished else Stage.HEAD

    def overdue(self, now: float) -> bool:
        """Whether what should have been sent or taken by now was not."""
        return now > (self._taken_until if self.total_outbufs_len else self._until)

    def received(self, data: bytes) -> bool:
        """Take bytes of requests."""
        before = self.stage
        complete: bool = super().received(data)
        if (stage := self.stage) is not before:
            until = time.monotonic() + STAGE_SECONDS[stage]
            # Empty lines begin a request and end it: whoever sends nothing else is idle all the time.
            self._until = min(self._until, until) if stage in (Stage.HEAD, Stage.IDLE) else until
        return complete

    def service(self) -> None:
        """Answer one request. Those sent before its answer came are dropped: no browser and no proxy sends any."""
        with self.requests_lock:
            if len(self.requests) > 1:
                del self.requests[1:]
                self.requests[0].headers["CONNECTION"] = "close"
        super().service()
        self._until = time.monotonic() + STAGE_SECONDS[self.stage]

    def write_soon(self, data: Any) -> int:
        """Send a piece of the answer; waits while the reader has not taken what came before."""
        if not self.total_outbufs_len:
            self._taken_until = time.monotonic() + GRACE_SECONDS
        count: int = super().write_soon(data)
        return count

    def send(self, data: bytes, do_close: bool = True) -> int:
        """Give bytes to the system; returns how many it took."""
        sent: int = super().send(data, do_close=do_close)
        self._taken_until = min(self._taken_until + sent / MIN_BYTES_PER_SECOND, time.monotonic() + GRACE_SECONDS)
        return sent

    def del_channel(self, map: Any = None) -> None:  # noqa: A002  # as the base has it
        """Forget the connection; its place is free again."""
        is_active = self._fileno in self.server.active_channels
        super().del_channel(map)
        if is_active:
            self.server.released(self)
