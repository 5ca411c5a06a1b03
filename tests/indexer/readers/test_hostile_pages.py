"""Generated files that are large in one way each: reading takes time proportional to the size."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from engine.errors import DocumentRejected
from indexer.pipeline import extract
from indexer.readers.file_reader import read_stream
from tests.indexer.readers.test_conservation import docx

P = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。"
SECONDS = 10


def page(body: str, head: str = "", attributes: str = "") -> bytes:
    return (
        f"<html><head><title>河堤添新绿</title>{head}</head><body {attributes}>{body}<p>{P}</p></body></html>".encode()
    )


PAGES: dict[str, Callable[[int], bytes]] = {
    "attributes": lambda n: page("", attributes=" ".join(f"a{i}=x" for i in range(5 * n))),
    "styles in one tag": lambda n: page("", attributes=" ".join(f'style="width:{i}px"' for i in range(5 * n))),
    "tags of attributes": lambda n: page(f"<p {' '.join(f'a{i}=x' for i in range(100))}>{P}</p>" * (n // 100)),
    "nested blocks": lambda n: page("<div>" * n),
    "nested spans": lambda n: page("<b><i>" * n),
    "nested tables": lambda n: page("<table><tr><td>" * n),
    "nested lists": lambda n: page("<ul><li>" * n),
    "nested forms": lambda n: page("<form>" * n),
    "nested containers": lambda n: page(f"<div id=zoom class=article-content>{P}" * (n // 10)),
    "nested hidden": lambda n: page("<div style='display:none'>" * 200 + f"<p>{P}</p>" * (n // 10)),
    "hidden spans": lambda n: page(f"<i style='display:none'>x</i>{P[:20]}" * n),
    "hidden blocks": lambda n: page(f"<div style='display:none'>{P}</div>" * n),
    "paragraphs": lambda n: page(f"<p>{P}</p>" * n),
    "spans": lambda n: page("<span>柳</span>" * n),
    "breaks": lambda n: page(f"{P}<br>" * n + "<br>" * n),
    "links": lambda n: page(f"<li><a href=x>{P[:9]}</a></li>" * n),
    "cells": lambda n: page("<table>" + "<tr><td>甲</td><td>乙</td></tr>" * (n // 2) + "</table>"),
    "comments": lambda n: page(f"<!-- x -->{P[:5]}" * n),
    "headings": lambda n: page("".join(f"<h1>标题{i}标题标题</h1>" for i in range(n))),
    "metas": lambda n: page("", head="".join(f"<meta name=a{i} content=b>" for i in range(n))),
    "containers": lambda n: page(f"<div class=article-content><p>{P}{P}</p></div>" * (n // 10)),
    "textareas": lambda n: page(f"<textarea>&lt;p&gt;{P}</textarea>" * (n // 4)),
    "documents": lambda n: page(f"</html><html><p>{P}</p>" * (n // 10)),
    "open tags": lambda n: page("<p " + "x " * n),
    "open quotes": lambda n: page('<p a="' * n),
    "ends": lambda n: page("</html " * n),
    "marks": lambda n: page("<" * n + "&" * n),
}


def spend(data: bytes, name: str) -> float:
    """Return the CPU seconds to read a file."""
    begun = time.process_time()
    try:
        for document in read_stream(BytesIO(data), name, {}):
            list(extract(document))
    except DocumentRejected:
        pass
    return time.process_time() - begun


@pytest.mark.parametrize("kind", PAGES)
def test_no_page_takes_long_for_its_size(kind: str) -> None:
    assert spend(PAGES[kind](20_000), "a.html") < SECONDS


@pytest.mark.parametrize(
    "construct",
    [
        f"<w:p><w:r><w:t>{P}</w:t></w:r></w:p>" * 5_000,
        "<w:p>" + "<w:r><w:t>柳</w:t></w:r>" * 20_000 + "</w:p>",
        "<w:tbl>" + "<w:tr>" + "<w:tc><w:p><w:r><w:t>柳</w:t></w:r></w:p></w:tc>" * 20 + "</w:tr></w:tbl>",
        "<w:tbl>" + "<w:tr><w:tc><w:p><w:r><w:t>柳</w:t></w:r></w:p></w:tc></w:tr>" * 10_000 + "</w:tbl>",
        "<w:tbl><w:tr><w:tc>" * 60 + f"<w:p><w:r><w:t>{P}</w:t></w:r></w:p>" * 1_000 + "</w:tc></w:tr></w:tbl>" * 60,
    ],
)
def test_no_docx_file_takes_long_for_its_size(construct: str) -> None:
    assert spend(docx(construct), "a.docx") < SECONDS


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b"title,body\n" + b"," * 2_000_000),
        ("a.csv", b"title,body\n" + b'"' * 2_000_001),
        ("a.csv", ("title,body\n" + f'"{P}' * 20_000).encode()),
        ("a.csv", ("title,body\n" + f'河堤,"{P}\n' * 20_001).encode()),
        ("a.csv", b"body," + b"x," * 1_000_000 + b"\n1,2\n"),
        ("a.json", b'[{"body":' * 100_000),
        ("a.json", b"{" * 1_000_000),
        ("a.jsonl", b'{"body": 1}' * 100_000),
        ("a.jsonl", b"{\n" * 500_000),
        ("a.jsonl", ('{"body": "柳树。"}' * 20_000).encode()),
    ],
)
def test_no_table_takes_long_for_its_size(name: str, data: bytes) -> None:
    assert spend(data, name) < SECONDS


def test_no_archive_takes_long_for_its_size() -> None:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for i in range(5_000):
            archive.writestr(f"{i}.txt", P)
    assert spend(stream.getvalue(), "a.zip") < SECONDS
