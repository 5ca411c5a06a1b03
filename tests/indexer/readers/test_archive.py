"""ZIP archives are read within limits that no bomb evades."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers import archive
from indexer.readers.file_reader import read_stream


def packed(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as target:
        for name, data in files:
            target.writestr(name, data)
    return stream.getvalue()


def read(data: bytes) -> list[tuple[str, str]]:
    return [(document.file, document.text) for document in read_stream(BytesIO(data), "a.zip", {})]


TEXT = "柳树成行。".encode()


def test_files_of_an_archive_and_of_one_inside_it_are_read() -> None:
    data = packed(("b/1.txt", TEXT), ("in.zip", packed(("2.txt", TEXT))), ("__MACOSX/1.txt", TEXT), (".x", TEXT))
    assert read(data) == [("a.zip/b/1.txt", "柳树成行。"), ("a.zip/in.zip/2.txt", "柳树成行。")]


def test_archives_nested_too_deep_are_rejected() -> None:
    data = packed(("1.txt", TEXT))
    for _ in range(archive.MAX_DEPTH):
        data = packed(("in.zip", data))
    with pytest.raises(DocumentRejected, match="too deep"):
        read(data)


def test_a_bomb_is_rejected_before_it_is_unpacked() -> None:
    with pytest.raises(DocumentRejected, match="ZIP bomb"):
        read(packed(("1.txt", b"0" * (archive.RATIO_FROM + 1))))


def test_what_archives_inside_unpack_to_is_counted_together() -> None:
    inner = packed(("1.txt", TEXT * 100), method=zipfile.ZIP_STORED)
    data = packed(*((f"{i}.zip", inner) for i in range(5)), method=zipfile.ZIP_STORED)
    allowance = archive.Allowance(left=len(data) + 3 * len(TEXT) * 100)
    raw_documents: list[RawDocument] = []
    with pytest.raises(DocumentRejected, match=r"a\.zip/3\.zip unpacks to .* more than the"):
        raw_documents.extend(read_stream(BytesIO(data), "a.zip", {}, allowance))
    assert len(raw_documents) == 3


def test_a_bad_file_does_not_stop_the_others() -> None:
    stream = BytesIO(packed(("1.png", b"\x89PNG"), ("2.txt", TEXT)))
    raw_documents: list[RawDocument] = []
    with pytest.raises(DocumentRejected, match=r"a\.zip/1\.png is a picture"):
        raw_documents.extend(read_stream(stream, "a.zip", {}))
    assert [document.file for document in raw_documents] == ["a.zip/2.txt"]


def test_names_lead_nowhere_outside_and_gbk_names_are_read() -> None:
    stream = BytesIO(packed(("../../etc/1.txt", TEXT), ("XXXX.txt", TEXT)))
    data = stream.getvalue().replace(b"XXXX", "柳树".encode("gbk"))
    assert [name for name, _ in read(data)] == ["a.zip/etc/1.txt", "a.zip/柳树.txt"]


def test_names_stay_on_one_line() -> None:
    assert read(packed(("b\n\u2028\x1b1\u3000.txt", TEXT))) == [("a.zip/b\ufffd\ufffd\ufffd1\u3000.txt", "柳树成行。")]


def test_an_encrypted_file_is_named() -> None:
    data = bytearray(packed(("1.txt", TEXT)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(DocumentRejected, match=r"1\.txt is encrypted"):
        read(bytes(data))


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "gb18030", "big5"])
@pytest.mark.parametrize("name", ["新聞報導/節目單.txt", "時訊/西集鎮的報導.txt"])
def test_names_without_a_mark_are_read_in_the_encoding_that_they_are_in(name: str, encoding: str) -> None:
    raw = name.encode(encoding)
    placeholder = "X" * len(raw)
    data = packed((placeholder, TEXT)).replace(placeholder.encode(), raw)
    assert read(data)[0][0] == f"a.zip/{name}"
