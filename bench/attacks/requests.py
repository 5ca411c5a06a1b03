"""Malformed requests on a socket, forged cursors, and bulk e-mail."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import http.client
import json
import re
import socket
import urllib.request
from collections import Counter
from urllib.parse import urlencode

from bench.attacks.target import ATTACKER, Target

LETTERS = 30
_POST = b"POST /saved HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
ODD = (
    b"",
    b"GET /\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 200,
    b"GET /search?q=\x00a HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /search?q=%ff%fe%80&page=%D9%A1 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /search?q=" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /search?" + b"q=a&" * 7000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /search?page=99999999999999999999&from=0000&to=9999 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /article/%00 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/3.9\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\nX: " + b"a" * 40_000 + b"\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n" + b"".join(b"X%d: 1\r\n" % n for n in range(3000)) + b"\r\n",
    b"\xff\xfe / HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 200,
    _POST + b"Content-Length: 300000\r\n\r\n" + b"a" * 300_000,
    _POST + b"Content-Length: 99999999999\r\n\r\na",
    _POST + b"Content-Length: -1\r\n\r\n",
    _POST + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    _POST + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nhello\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: " + b"zh;q=0.1," * 3000 + b"\r\n\r\n",
    b"GET /api/v1/search?q=a&size=100000&cursor=AAAA HTTP/1.1\r\nHost: a\r\n\r\n",
)


def odd(target: Target) -> str:
    """Send each malformed request; none may be answered with status 500."""
    statuses: Counter[str] = Counter()
    for request in ODD:
        with contextlib.closing(socket.create_connection(("127.0.0.1", target.port), 5)) as connection:
            answer = b""
            with contextlib.suppress(OSError):
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
            with contextlib.suppress(OSError):
                answer = connection.recv(65536)
            match = re.match(rb"HTTP/1\.\d (\d{3})", answer)
            statuses[match[1].decode() if match else "closed"] += 1
    return " ".join(f"{count}×{status}" for status, count in sorted(statuses.items()))


def cursors(target: Target) -> str:
    """Request forged cursors, with pages up to 10**4000."""
    site = f"http://127.0.0.1:{target.port}"
    with urllib.request.urlopen(f"{site}/api/v1/index", timeout=20) as answer:
        generation = json.load(answer)["generation"]
    digest = hashlib.blake2b(b"q=a", digest_size=8).hexdigest()
    statuses: Counter[int | str] = Counter()
    for page in (2, 10**6, 10**9, 2**31, 2**63, 10**30, 10**4000):
        content = json.dumps([generation, page, 100, digest]).encode()
        forged = base64.urlsafe_b64encode(content).decode().rstrip("=")
        statuses[target.ask(f"/api/v1/search?q=a&cursor={forged}")[0]] += 1
    return " ".join(f"{count}×{status}" for status, count in sorted(statuses.items(), key=lambda item: str(item[0])))


def letters(target: Target) -> str:
    """Send more e-mails than one reader may; the mail server does not exist."""
    connection = http.client.HTTPConnection("127.0.0.1", target.port, timeout=20, source_address=(ATTACKER, 0))
    jar: dict[str, str] = {}

    def send(method: str, path: str, form: dict[str, str] | None = None, body: str = "") -> tuple[int, str]:
        kind = "application/json" if body else "application/x-www-form-urlencoded"
        cookies = "; ".join(f"{name}={value}" for name, value in jar.items())
        headers = {"Content-Type": kind, "Cookie": cookies, "Host": f"127.0.0.1:{target.port}"}
        connection.request(method, path, body or urlencode(form or {}), headers)
        answer = connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, secret = value.partition(";")[0].partition("=")
                jar[key] = secret
        return answer.status, answer.read().decode("utf-8", "replace")

    place = json.loads(send("POST", "/api/v1/saved", body=json.dumps({"query": "q=樱桃", "name": "樱桃"}))[1])["id"]
    match = re.search(r'name="form_token" value="([^"]+)"', send("GET", f"/s/{place}/share")[1])
    token = match[1] if match else ""
    statuses = Counter(
        send(
            "POST",
            f"/s/{place}/mail",
            {"form_token": token, "address": f"reader{n}@example.org", "note": "", "action": "send"},
        )[0]
        for n in range(LETTERS)
    )
    connection.close()
    shown = " ".join(f"{count}×{status}" for status, count in sorted(statuses.items()))
    return f"{LETTERS} letters: {shown}"
