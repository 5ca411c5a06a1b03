"""Attacks through the fields of articles, queries, URLs, forms and headers have no effect."""

from __future__ import annotations

import csv
import io
import json
import logging
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.parse import quote

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.request import links
from searchapp.server import logs, request_context
from tests.conftest import UNLIMITED, BuildIndex, Client
from tests.searchapp.attacks import ALL, LINES, MARKUP, PATHS, TEMPLATE, TOGETHER, XML, effects, hostile
from tests.searchapp.travel.conftest import save, send

COOKIES = {"form", "owner", "language", "opened"}
NAMES = ("q", "town", "leader", "source", "not_town", "from", "to", "sort", "page", "find", "cursor", "size", "article")


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory, build_index: BuildIndex) -> Iterator[Flask]:
    """An application over an index of hostile articles only."""
    data = tmp_path_factory.mktemp("attacked")
    url = build_index(data / "index", tuple(hostile(number, text) for number, text in enumerate(ALL)))
    app = create_app({"engine": url, "data": str(data), "page_size": 100, **UNLIMITED})
    app.testing = True
    app.test_client_class = Client
    yield app
    app.extensions["live_index"].close()
    app.extensions["store"].close()


@pytest.fixture
def attacker(attacked: Flask) -> FlaskClient:
    """A client of that application."""
    return attacked.test_client()


def unharmed(client: FlaskClient, path: str, **options: object) -> str:
    """Return the page at a path, after checking for server errors, effects, and foreign headers or cookies."""
    answer = client.get(path, **options)
    assert answer.status_code < 500, path
    for name, value in answer.headers.items():
        assert not {"\n", "\r"} & set(value)
        assert name != "Set-Cookie" or value.partition("=")[0] in COOKIES
        assert name != "Location" or re.match(r"(http://localhost)?/(?![/\\])", value), value
    if answer.mimetype == "text/html":
        assert effects(answer.text) == [], path
    return answer.text


def test_the_check_itself_sees_what_it_should() -> None:
    for text in MARKUP:
        dead = text.startswith(
            ("＜", "&lt;", "<mark>", '"', "'", "<!-->")
        )  # the last one is inert for this parser, not for browsers
        assert bool(effects(f"<p>{text}</p>")) != dead, text
    assert effects('<a href="x" onclick="y">') == ["a onclick"]
    assert effects("60481729")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "path", ["/", "/search", "/search?q=敌意", "/facet/town", "/facet/leader", "/facet/source", "/help", "/api"]
)
def test_hostile_articles_have_no_effect_on_lists(attacker: FlaskClient, path: str, language: str) -> None:
    unharmed(attacker, path, headers={"Accept-Language": language})


@pytest.mark.parametrize("number", range(len(ALL)))
def test_hostile_articles_have_no_effect_on_their_own_page(attacker: FlaskClient, number: int) -> None:
    article = hostile(number, ALL[number])
    assert "敌意正文" in unharmed(attacker, links.article_url(article.id, "敌意 结束"))


@pytest.mark.parametrize("text", TOGETHER)
def test_hostile_arguments_have_no_effect(attacker: FlaskClient, text: str) -> None:
    for name in NAMES:
        unharmed(attacker, f"/search?{name}={quote(text)}")
    for path in ("/facet/town", "/share", "/suggest", "/api/v1/search", "/api/v1/explain"):
        unharmed(attacker, f"{path}?" + "&".join(f"{name}={quote(text)}" for name in NAMES[:5]))


@pytest.mark.parametrize("text", [*TOGETHER, *PATHS, *LINES])
def test_hostile_paths_have_no_effect(attacker: FlaskClient, text: str) -> None:
    paths = ["/{}", "/article/{}", "/why/{}?q=a", "/facet/{}", "/s/{}", "/s/{}/share", "/mine/{}", "/static/{}"]
    paths += (
        "/export.{}",
        "/language/{}",
        "/language/en?next={}",
        "/mail/{}",
        "/alerts/stop/{}",
        "/api/v1/articles/{}",
    )
    for path in paths:
        unharmed(attacker, path.format(quote(text, safe="")))


@pytest.mark.parametrize(
    "name", ["User-Agent", "Referer", "Accept-Language", "Cookie", "X-Request-Id", "If-None-Match"]
)
def test_hostile_headers_have_no_effect(attacker: FlaskClient, name: str) -> None:
    text = " ".join(text for text in ALL if text.isprintable() and text.isascii())
    unharmed(attacker, "/help", headers={name: text})


def test_feeds_and_sitemaps_stay_what_they_are(attacker: FlaskClient) -> None:
    for path in ("/feed?q=敌意", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml"):
        ET.fromstring(unharmed(attacker, path))
    feed = feedparser.parse(unharmed(attacker, "/feed?q=敌意"))
    assert not feed.bozo
    assert len(feed.entries) == min(50, len(ALL))
    kinds = {(entry.title_detail.type, entry.summary_detail.type) for entry in feed.entries}
    assert kinds == {("text/plain", "text/plain")}, "no reader takes them for markup"


def test_files_for_spreadsheets_compute_nothing(attacker: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(unharmed(attacker, "/export.csv").removeprefix("\ufeff"), newline="")))
    assert len(rows) == len(ALL) + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@", "＝"))]


@pytest.mark.parametrize("text", [*TOGETHER[:4], *TEMPLATE[:2]])
def test_hostile_names_of_saved_searches_have_no_effect(attacker: FlaskClient, text: str) -> None:
    link = save(attacker, q=text, name=text[:100], note=text[:400])
    secret = attacker.get_cookie("owner")
    assert secret
    for path in (link, f"{link}/share", f"{link}/feed", f"/mine/{secret.value}"):
        unharmed(attacker, path)


def test_forms_of_other_sites_are_refused(attacker: FlaskClient) -> None:
    send(attacker, "/saved", q="敌意")
    secret = attacker.get_cookie("owner")
    assert secret
    for path in ("/saved", f"/mine/{secret.value}", f"/mine/{secret.value}/x", "/s/x/mail", "/s/x/alerts"):
        assert attacker.post(path, data={"q": "x", "form_token": "x" * 24}).status_code == 403, path
        assert attacker.post(path, data={"q": "x"}, headers={"Origin": "http://evil.example"}).status_code == 403, path


def test_cookies_are_for_the_server_alone(attacker: FlaskClient) -> None:
    answer = send(attacker, "/saved", q="敌意")
    cookies = [*answer.headers.getlist("Set-Cookie"), *attacker.get("/language/en").headers.getlist("Set-Cookie")]
    assert cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie
        assert "SameSite=" in cookie


def test_every_answer_has_the_headers_of_safety(attacker: FlaskClient) -> None:
    for path in ("/", "/search", "/none", "/api/v1/search", "/export.csv", "/static/style.css", "/feed", "/healthz"):
        headers = attacker.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert {"Referrer-Policy", "Permissions-Policy"} <= set(headers.keys())


@pytest.mark.parametrize("text", [*XML, *LINES])
def test_nothing_forges_a_line_of_the_log(
    attacked: Flask, text: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise RuntimeError(text)

    monkeypatch.setattr(request_context, "engine", fail)
    attacked.testing = False
    with caplog.at_level(logging.INFO):
        assert attacked.test_client().get(f"/search?q={quote(text)}").status_code == 500
    attacked.testing = True
    for record in caplog.records:
        assert json.loads(logs.JsonLines().format(record))["logger"] == record.name
        assert len(logs.JsonLines().format(record).split("\n")) == 1
        record.exc_info = None
        assert len(logs.OneLine().format(record).splitlines()) == 1


@pytest.mark.parametrize("path", ["../__init__.py", "%2e%2e/setup.cfg", "..%2f..%2fsetup.cfg", "//etc/passwd", "%00"])
def test_no_file_outside_the_static_folder_is_served(attacker: FlaskClient, path: str) -> None:
    answer = attacker.get(f"/static/{path}", follow_redirects=True)
    assert answer.status_code == 404
