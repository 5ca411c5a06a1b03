"""Slow, stalled and excess connections end in time, while other readers get answers."""

from __future__ import annotations

import http.client
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

import pytest

from searchapp.server import connection_deadlines, listening
from searchapp.server.connection_deadlines import Stage
from searchapp.server.listening import WebServer

BODY = b"x" * 30_000_000


def app(environ: dict[str, object], start: Callable[..., object]) -> list[bytes]:
    """Answer at once, after a delay, or with more data than the socket buffers take."""
    path = environ["PATH_INFO"]
    time.sleep({"/slow": 0.6, "/stuck": 5}.get(str(path), 0))
    body = BODY if path == "/large" else environ["wsgi.input"].read() or b"ok"  # type: ignore[attr-defined]
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the deadlines for tests."""
    short = {Stage.IDLE: 0.8, Stage.HEAD: 0.4, Stage.BODY: 0.4}
    monkeypatch.setattr(connection_deadlines, "STAGE_SECONDS", {**connection_deadlines.STAGE_SECONDS, **short})
    monkeypatch.setattr(connection_deadlines, "GRACE_SECONDS", 0.5)


@contextmanager
def serving(places: int = 100, is_proxy: Callable[[str], bool] = lambda _: False, threads: int = 4) -> Iterator[int]:
    """Run a server on 127.0.0.1 and yield its port."""
    server = WebServer(app, places, is_proxy, host="127.0.0.1", port=0, threads=threads, cleanup_interval=0)
    ended = threading.Event()

    def run() -> None:
        while not ended.is_set():
            server._turn(0.02)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield server.address[1]
    finally:
        ended.set()
        thread.join()
        server.close()


def connect(port: int, sender: str = "127.0.0.1") -> socket.socket:
    """Connect from an address of the loopback interface."""
    return socket.create_connection(("127.0.0.1", port), timeout=5, source_address=(sender, 0))


def ask(port: int, sender: str = "127.0.0.1", path: str = "/") -> int:
    """Return the status that a well-behaved reader gets."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5, source_address=(sender, 0))
    with closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def closed_after(connection: socket.socket, drip: Callable[[], bytes], most: float = 4) -> float:
    """Return the seconds until the other side closes, while a byte is sent now and then."""
    begun = time.monotonic()
    connection.settimeout(0.05)
    while time.monotonic() - begun < most:
        try:
            connection.sendall(drip())
            if not connection.recv(1000):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - begun


@pytest.mark.parametrize(
    ("begin", "drip"),
    [
        (b"", b""),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: ", b"a"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9999\r\n\r\n", b"a"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n", b""),
        (b"", b"\r\n\r\n"),
    ],
    ids=["silent", "head", "body", "chunks", "continue", "empty lines"],
)
def test_a_byte_now_and_then_does_not_keep_a_connection(begin: bytes, drip: bytes) -> None:
    with serving() as port, closing(connect(port)) as connection:
        connection.sendall(begin)
        assert 0.2 < closed_after(connection, lambda: drip) < 2


def test_a_request_may_take_longer_to_answer_than_to_arrive() -> None:
    with serving() as port:
        assert ask(port, path="/slow") == 200


def test_a_connection_serves_one_request_after_the_other_and_is_closed_when_idle() -> None:
    with serving() as port, closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as reader:
        for _ in range(3):
            reader.request("GET", "/")
            assert reader.getresponse().read() == b"ok"
            time.sleep(0.3)
        assert reader.sock
        assert 0.2 < closed_after(reader.sock, bytes) < 2


def test_an_answer_that_is_not_taken_is_given_up() -> None:
    with serving() as port, closing(socket.socket()) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(1.5)
        connection.settimeout(5)
        taken = 0
        with suppress(ConnectionError):
            while piece := connection.recv(1_000_000):
                taken += len(piece)
        assert taken < len(BODY)


def test_an_answer_that_is_taken_steadily_arrives_whole() -> None:
    with serving() as port, closing(connect(port)) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        taken = 0
        while piece := connection.recv(1_000_000):
            taken += len(piece)
            time.sleep(0.02)
        assert taken > len(BODY)


def test_what_was_sent_before_the_answer_came_is_dropped_and_said() -> None:
    with serving() as port, closing(connect(port)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 50)
        answer = b""
        while piece := connection.recv(100_000):
            answer += piece
    assert answer.count(b"HTTP/1.1 200") == 1
    assert b"Connection: close" in answer


def test_one_address_leaves_connections_to_others(caplog: pytest.LogCaptureFixture) -> None:
    with serving(places=20) as port, ExitStack() as held:
        for _ in range(40):
            held.enter_context(closing(connect(port)))
        assert ask(port, "127.0.0.2") == 200
        with closing(connect(port)) as refused:
            assert refused.recv(1000).startswith(b"HTTP/1.1 503")
    assert [record.levelno for record in caplog.records].count(logging.WARNING) == 1


def test_connections_of_a_proxy_are_not_shared_out() -> None:
    with serving(places=20, is_proxy="127.0.0.1".__eq__) as port, ExitStack() as held:
        for _ in range(18):
            held.enter_context(closing(connect(port)))
        assert ask(port) == 200


def test_every_connection_gives_its_place_back() -> None:
    with serving(places=4) as port:
        for _ in range(30):
            assert ask(port) == 200
            connect(port).close()
            time.sleep(0.02)


def test_a_connection_that_is_gone_when_it_is_taken_holds_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = [True] * 10

    def set_options(listener: listening.Listener, connection: socket.socket) -> None:
        del listener, connection
        if gone and gone.pop():
            raise OSError(22, "Invalid argument")

    monkeypatch.setattr(listening.Listener, "set_socket_options", set_options)
    with serving(places=4) as port:
        for _ in range(10):
            with closing(connect(port)) as connection, suppress(ConnectionError):
                assert connection.recv(100) == b""
        assert ask(port) == 200


def test_the_end_does_not_wait_for_an_answer_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SHUTDOWN_SECONDS", 0.3)
    with serving() as port, closing(connect(port)) as connection:
        connection.sendall(b"GET /stuck HTTP/1.1\r\nHost: a\r\n\r\n")
        time.sleep(0.1)
        begun = time.monotonic()
    assert time.monotonic() - begun < 2


def test_the_end_waits_for_an_answer_at_hand() -> None:
    with serving() as port:
        connection = connect(port)
        connection.sendall(b"GET /slow HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        time.sleep(0.1)
    with closing(connection):
        assert connection.recv(1000).startswith(b"HTTP/1.1 200")


def test_when_no_file_is_left_the_server_waits_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listening, "RETRY_PAUSE_SECONDS", 0.3)
    search_request: list[float] = []

    class Exhausted(socket.socket):
        def accept(self) -> tuple[socket.socket, object]:
            search_request.append(time.monotonic())
            if len(search_request) < 4:
                raise OSError(24, "Too many open files")
            return super().accept()

    with monkeypatch.context() as patched:
        patched.setattr(socket, "socket", Exhausted)
        with serving() as port:
            assert ask(port) == 200
    assert len(search_request) == 4
    assert search_request[3] - search_request[0] > 0.8
    assert len(caplog.records) == 1, "said once, without a traceback"
    assert caplog.records[0].exc_info is None
