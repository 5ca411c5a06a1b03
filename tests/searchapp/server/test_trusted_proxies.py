"""Forwarding headers are trusted only from proxies."""

from __future__ import annotations

import pytest
from werkzeug.test import create_environ
from werkzeug.wrappers import Request, Response

from searchapp.server.trusted_proxies import TrustedProxies


@Request.application
def told(request: Request) -> Response:
    """Return the client, the URL, and the headers set by proxies."""
    said = [name for name, _ in request.headers if name.startswith("X-")]
    return Response(f"{request.remote_addr} {request.url} {said}")


@pytest.mark.parametrize(
    ("sender", "trusted", "answer"),
    [
        ("10.0.0.7", "", "203.0.113.5 https://news.example/a/ ['X-Forwarded-For', 'X-Forwarded-Host',"),
        ("10.0.0.7", "10.0.0.7", "203.0.113.5 https://news.example/a/ ["),
        ("10.1.2.3", "10.0.0.7, 10.1.0.0/16", "203.0.113.5 https://news.example/a/ ["),
        ("::ffff:10.0.0.7", "10.0.0.7", "203.0.113.5 https://news.example/a/ ["),
        ("fd00::7", "fd00::/8", "203.0.113.5 https://news.example/a/ ["),
        ("10.0.0.8", "10.0.0.7", "10.0.0.8 http://localhost/ []"),
        ("localhost", "10.0.0.7", "localhost http://localhost/ []"),
        ("", "10.0.0.7", " http://localhost/ []"),
    ],
)
def test_headers_count_where_a_trusted_address_sends_them(sender: str, trusted: str, answer: str) -> None:
    said = {"X-Forwarded-For": "203.0.113.5", "X-Forwarded-Host": "news.example", "X-Forwarded-Proto": "https"}
    environ = create_environ(headers={**said, "X-Forwarded-Prefix": "/a", "X-Request-Id": "1"})
    environ["REMOTE_ADDR"] = sender
    response = Response.from_app(TrustedProxies(told, 1, trusted), environ)
    assert response.get_data(as_text=True).startswith(answer)
