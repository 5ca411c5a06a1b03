"""Malicious files: no entity is expanded or fetched, no bomb unpacked, nothing outside is read."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest

from engine.errors import DocumentRejected
from indexer.readers.file_reader import read, read_stream
from tests.indexer.readers.test_office import docx

SECRET = "柳树上的秘密"
LAUGHS = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))


def with_document(change: dict[str, str]) -> bytes:
    """Return a DOCX file with text in its XML replaced."""
    source, target = zipfile.ZipFile(io.BytesIO(docx("河堤添新绿"))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == "word/document.xml":
                for old, new in change.items():
                    text = text.replace(old.encode(), new.encode())
            archive.writestr(name, text)
    return target.getvalue()


def texts(data: bytes, name: str) -> str:
    try:
        return "".join(document.text for document in read_stream(io.BytesIO(data), name, {}))
    except DocumentRejected as error:
        return str(error)


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def test_entities_of_docx_are_neither_fetched_nor_expanded(secret: Path) -> None:
    declared = f'?>\n<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY l0 "柳柳柳柳">{LAUGHS}]>'
    begun = time.process_time()
    for entity in ("&x;", "&l9;"):
        text = texts(with_document({"?>": declared, "河堤添新绿": f"河堤{entity}"}), "a.docx")
        assert SECRET not in text
        assert len(text) < 1_000
    assert time.process_time() - begun < 5


@pytest.mark.parametrize("suffix", ["html", "shtml", "txt"])
def test_entities_of_pages_are_neither_fetched_nor_expanded(secret: Path, suffix: str) -> None:
    page = (
        f'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY l0 "柳">{LAUGHS}]>'
        f'<html><body><p>河堤添新绿。&x;&l9;</p><iframe src="file://{secret}"></iframe></body></html>'
    )
    text = texts(page.encode(), f"a.{suffix}")
    assert SECRET not in text
    assert len(text) < 5_000


def test_a_docx_that_unpacks_to_too_much_is_rejected() -> None:
    stream = io.BytesIO(docx("河堤添新绿"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/bomb.bin", bytes(50_000_000))
    with pytest.raises(DocumentRejected, match="ZIP bomb"):
        list(read_stream(io.BytesIO(stream.getvalue()), "a.docx", {}))


def test_a_member_longer_than_its_entry_says_gives_no_more() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "柳树" * 2_000_000)
    data = bytearray(stream.getvalue())
    for mark, at in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        start = data.index(mark) + at
        data[start : start + 4] = (300).to_bytes(4, "little")
    assert len(texts(bytes(data), "a.zip")) < 400


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"body":' * 50_000, '{"body": ' + "9" * 100_000 + "}", '{"body": 1e9999}']
)
def test_json_that_nests_or_counts_too_far_is_rejected(text: str) -> None:
    with pytest.raises(DocumentRejected):
        list(read_stream(io.BytesIO(text.encode()), "a.jsonl", {}))


def test_a_link_is_not_followed_out_of_an_archive(tmp_path: Path, secret: Path) -> None:
    entry = zipfile.ZipInfo("link.txt")
    entry.external_attr = 0o120777 << 16  # a symbolic link, as stored by zip on Unix
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(entry, str(secret))
    assert SECRET not in "".join(document.text for document in read(tmp_path / "a.zip", "a.zip"))
