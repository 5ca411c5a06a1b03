"""Conditional requests, compression, static files, headers."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from engine.article import Article
from searchapp import create_app


@pytest.mark.parametrize("encoding", ["", "gzip", "br", "zstd"])
def test_a_page_that_has_not_changed_is_not_sent_again(client: FlaskClient, encoding: str) -> None:
    first = client.get("/search?q=樱桃", headers={"Accept-Encoding": encoding})
    again = client.get("/search?q=樱桃", headers={"Accept-Encoding": encoding, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert again.headers["Cache-Control"] == "no-cache"


def test_another_language_or_query_is_another_page(client: FlaskClient) -> None:
    tags = {
        client.get(path, headers={"Accept-Language": language}).headers["ETag"]
        for path in ("/search?q=樱桃", "/search?q=苹果")
        for language in ("zh", "en")
    }
    assert len(tags) == 4
    assert {"Accept-Language", "Cookie"} <= set(client.get("/").headers["Vary"].split(", "))


def test_a_new_generation_makes_new_pages(
    tmp_path: Path, build_index: Callable[..., str], articles: tuple[Article, ...]
) -> None:
    url = build_index(tmp_path / "index", articles[:3])
    client = create_app({"engine": url}).test_client()
    first = client.get("/search?q=樱桃")
    build_index(tmp_path / "index", articles[1:3])
    again = client.get("/search?q=樱桃", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "找到 1 篇文章" in again.text


def test_pages_are_compressed(client: FlaskClient) -> None:
    answer = client.get("/search?q=镇", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "镇闻" in gzip.decompress(answer.data).decode()


def test_static_files_are_kept_for_ever_under_their_digest(client: FlaskClient) -> None:
    page = client.get("/search?q=樱桃").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert {address.partition("?")[0] for address in addresses} >= {
        "/static/style.css",
        "/static/search.js",
        "/static/results.js",
    }
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert "immutable" not in client.get("/static/style.css?v=old").headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/search?q=樱桃", "/article/a1", "/nope", "/static/style.css", "/language/en"])
def test_every_answer_has_the_headers_that_keep_readers_safe(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_an_error_page_is_not_kept(client: FlaskClient) -> None:
    assert "no-store" in client.get("/article/none").headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/search?q=樱桃", "/article/a1?q=樱桃", "/facet/town", "/help"])
def test_pages_ask_nobody_else_and_have_nothing_inline(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=", page.replace("&#34;", ""))
    assert not re.findall(r'<script(?![^>]*(?:src="/static/|ld\+json))', page)
    assert not re.findall(r'(?:src|href)="(?!/|#|https?://localhost|https://news\.example\.com)[^"]', page)
