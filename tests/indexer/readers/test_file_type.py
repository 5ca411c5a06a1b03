"""The reader is chosen by the content of a file."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from engine.errors import DocumentRejected
from indexer.readers.file_type import find_kind


def packed(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "柳树")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", "河堤添新绿\n柳树成行。".encode(), "text"),
        ("a.html", "没有标记的文字，小于号<也不算。".encode(), "text"),
        ("a.txt", "<!DOCTYPE html><html><body>柳树</body></html>".encode(), "page"),
        ("a.shtml", "\n<p>柳树</p>".encode("gbk"), "page"),
        ("a.bin", b"%PDF-1.7\n...", "pdf"),
        ("a.zip", packed("word/document.xml"), "docx"),
        ("a.docx", packed("a.txt"), "archive"),
        ("a.txt", '{"title": "柳树", "body": "成行"}\n{}'.encode(), "lines"),
        ("a.json", '[{"body": "成行"}]'.encode(), "lines"),
        ("a.txt", '{"body": "很长的一行'.encode() + "柳".encode() * 9000, "lines"),
        ("a.txt", "title,body,date\n柳树,成行,2023-06-15\n".encode(), "table"),
        ("a.txt", "title\tbody\n柳树\t成行\n".encode(), "table"),
        ("a.csv", "标题,正文\n柳树,成行\n".encode("gbk"), "table"),
        ("a.txt", "[图片]河堤添新绿".encode(), "text"),
    ],
)
def test_the_kind_is_seen_in_the_content(name: str, data: bytes, kind: str) -> None:
    stream = BytesIO(data)
    assert find_kind(stream, name, {}) == kind
    assert stream.tell() == 0


def test_a_table_is_known_by_the_columns_that_are_mapped() -> None:
    data = "标题,正文\n柳树,成行\n".encode()
    assert find_kind(BytesIO(data), "a.txt", {"title": "标题", "body": "正文"}) == "table"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\xd0\xcf\x11\xe0....", "DOCX"),
        (b"\x89PNG\r\n", "picture"),
        (b"\x1f\x8b\x08....", "gzip"),
        (b"PK\x03\x04 broken", "damaged ZIP"),
    ],
)
def test_what_no_reader_can_read_is_named(data: bytes, word: str) -> None:
    with pytest.raises(DocumentRejected, match=rf"^odd .*{word}.*\.$"):
        find_kind(BytesIO(data), "odd", {})
