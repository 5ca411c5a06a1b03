"""Fuzzing of what strangers send: URLs and forms to the application, addresses and texts to letters."""

from __future__ import annotations

import email
import email.policy
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.mail.email_address import AddressRefused, parse_address, parse_addresses
from searchapp.mail.message import LetterText, compose_message
from searchapp.request.params import BadArgument, read_request, write_request
from tests.conftest import UNLIMITED
from tests.fuzzing.searches import index_folder

GET = (
    "/search", "/", "/facet/town", "/suggest", "/feed", "/share", "/export.csv", "/export.bib", "/article/a1",
    "/why/a1", "/language/en", "/api/v1/search", "/api/v1/facets/source", "/api/v1/explain", "/api/v1/suggest",
    "/api/v1/saved", "/api/v1/similar/a1", "/s/", "/mine/", "/alerts/confirm/", "/mail/", "/article/",
    "/api/v1/articles/", "/facet/", "/sitemap-", "/static/",
)  # fmt: skip
POST = ("/saved", "/api/v1/saved", "/s/x/mail", "/s/x/alerts", "/mine/x", "/mail/stop/x", "/alerts/stop/x")
TYPES = ("application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=x", "text/plain")
# A request has been understood, refused, or sent elsewhere; whatever else is a fault of ours.
EXPECTED = {
    200,
    201,
    204,
    302,
    303,
    304,
    307,
    308,
    400,
    401,
    403,
    404,
    405,
    406,
    409,
    410,
    413,
    414,
    415,
    422,
    429,
    503,
}


@cache
def _client() -> FlaskClient:
    app = create_app(
        {"engine": f"whoosh:{index_folder()}", "database": f"sqlite:///{index_folder()}/saved.sqlite", **UNLIMITED}
    )
    app.testing = True
    return app.test_client()


def answer(data: bytes, folder: Path) -> None:
    """Send a request, whose first byte chooses the address: it is answered with an expected status."""
    del folder
    if not data:
        return
    number, rest = data[0], data[1:]
    text = rest.decode("latin-1")
    if number >= 200:
        path = POST[number % len(POST)]
        kind = TYPES[(number - 200) // len(POST) % len(TYPES)]
        response = _client().post(path, data=rest, content_type=kind, buffered=True)
    else:
        path = GET[number % len(GET)]
        if path.endswith(("/", "-")) and path != "/":
            response = _client().get(path + text.replace("?", "/"), buffered=True)
        else:
            response = _client().get(path, query_string=text, buffered=True)
    assert response.status_code in EXPECTED, (path, response.status_code)
    assert "\n" not in "".join(value for _, value in response.headers)
    if response.mimetype.startswith("text/") or response.is_json:
        response.get_data().decode()
    _round_trip(rest)


def _round_trip(rest: bytes) -> None:
    """Fail if a request that can be read is not the same when its own arguments are read."""
    with suppress(BadArgument):
        request = read_request(parse_qsl(rest.decode("utf-8", "replace"), max_num_fields=200))
        assert read_request(write_request(request)) == request


def letter(data: bytes, folder: Path) -> None:
    """Address and write a letter: addresses are plain, and the text adds no header and is read as it was written."""
    del folder
    typed, _, text = data.decode("utf-8", "surrogateescape").partition("\0")
    recipient = "reader@example.org"
    with suppress(AddressRefused):
        for recipient in parse_addresses(typed):
            assert recipient.isascii(), recipient
            assert recipient.isprintable(), recipient
            assert not set(' \\"<>(),;:[]') & set(recipient), recipient
            assert parse_address(recipient) == recipient
    written = compose_message("a1", "news@example.org", recipient, LetterText(text, text, text), "zh")
    read = email.message_from_bytes(written, policy=email.policy.default)
    assert read["To"].addresses[0].addr_spec == recipient
    assert sorted(read.keys()) == sorted({*read.keys()}), read.keys()
    assert set(read.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language"
    }, read.keys()  # fmt: skip
    assert all(line.isascii() and len(line) <= 998 for line in written.split(b"\r\n"))
