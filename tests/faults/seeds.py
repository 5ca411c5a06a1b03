"""Valid files of every supported format, to be damaged; their texts are invented."""

from __future__ import annotations

import io
import json
import random
import zipfile

from tests.indexer.readers.test_office import docx, pdf

TEXT = (
    "河堤添新绿\n来源：河湾日报　2023-06-15 08:30　作者：童安\n"
    "本报讯(记者 童安)清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。\n"
    "区委书记、区长骆成到西集镇调研，强调“3+1”工作法。\n（责任编辑：林晓舟）\n"
)
PAGE = (
    '<!DOCTYPE html><html><head><meta charset="{0}"><title>河堤添新绿-河湾网</title>'
    '<meta name="PubDate" content="2023-06-15"><script type="application/ld+json">{{"headline": "河堤添新绿"}}</script>'
    '</head><body><div class="nav"><a href="/">首页</a> &gt; 要闻</div><h1>河堤添新绿</h1>'
    '<p>来源：河湾日报 2023-06-15</p><div id="zoom"><p>{1}</p><table><tr><td>柳树</td><td>&#x20000;</td></tr></table>'
    "</div><div>责任编辑：林晓舟</div><!-- 正文结束 --></body></html>"
)
ROW = {"id": "r1", "title": "河堤添新绿", "body": TEXT, "date": "2023-06-15", "towns": ["北京市/通州区/西集镇"]}
SUFFIXES = (".txt", ".html", ".pdf", ".docx", ".jsonl", ".json", ".csv", ".tsv", ".zip", ".shtml", "")


def packed(files: dict[str, bytes]) -> bytes:
    """Return a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def seeds() -> dict[str, bytes]:
    """Return a file by name for every reader and encoding."""
    row = json.dumps(ROW, ensure_ascii=False)
    plain = {
        "a.txt": TEXT.encode(),
        "gb.txt": TEXT.encode("gb18030"),
        "big5.txt": "河堤添新綠\n來源：河灣日報\n清晨的河堤上，護林員走了三個來回。".encode("big5"),
        "wide.txt": TEXT.encode("utf-16"),
        "a.html": PAGE.format("utf-8", TEXT).encode(),
        "gb.html": PAGE.format("gb2312", TEXT).encode("gb18030"),
        "a.jsonl": f"{row}\n{row}\n".encode(),
        "a.json": f"[{row},{row}]".encode(),
        "a.csv": 'id,title,body,date\n1,河堤添新绿,"清晨，\n护林员",2023-06-15\n2,小学,添新书,\n'.encode("gb18030"),
        "a.tsv": "title\tbody\n河堤\t清晨的河堤上\n".encode(),
        "a.pdf": pdf("2023 river bank"),
        "a.docx": docx("河堤添新绿", "柳树成行。", title="河堤添新绿"),
    }
    return {**plain, "a.zip": packed({**plain, "inner.zip": packed({"b.txt": TEXT.encode()})})}


# Byte sequences with a meaning in formats or readers.
TOKENS = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\x1a",
        b"\x85",
        b"\r\n",
        b"\x81\x30\x81\x30",
        b"\xed\xa0\x80",
    ),
    *(
        b"PK\x03\x04",
        b"PK\x01\x02",
        b"PK\x05\x06",
        b"%PDF-1.7",
        b"endstream",
        b"/Length 99999999999",
        b"xref",
        b"obj<<",
    ),
    *(
        b"/FlateDecode",
        b"/Kids[1 0 R]",
        b"/Parent 1 0 R",
        b"stream\n",
        b"trailer<</Root 1 0 R/Prev 0>>",
        b"startxref\n0\n%%EOF",
    ),
    *(b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"&a;", b"<![CDATA[", b"<html>", b"</", b"<meta charset=utf-7>", b"<?xml?>"),
    *(b"<!ENTITY x SYSTEM 'file:///etc/passwd'>", b"<script>", b"<table>" * 50, b"<div>" * 300, b'charset="\xff"'),
    *(b"{", b"[" * 2000, b'{"a":' * 1000, b'"', b"\\ud800", b"\\u0000", b"1e999", b"NaN", b"null", b"true", b"-0"),
    *(
        b"," * 500,
        b"\t",
        b'""',
        b"\n" * 300,
        b"9" * 5000,
        "来源：".encode(),
        "（".encode() * 300,
        "2023年13月45日".encode(),
    ),
    *("记者".encode() * 200, "\u3000".encode() * 500, "责任编辑：".encode(), "\u202e".encode(), b"0000-00-00"),
)


def damaged(chunks: dict[str, bytes], source: random.Random) -> tuple[str, bytes]:
    """Return one of the files, with random damage to it or to a member, and a name for it."""
    name, data = source.choice(list(chunks.items()))
    if data[:2] == b"PK" and source.random() < 0.7:
        data = _inside(data, source)
    for _ in range(source.choice((1, 1, 1, 2, 3, 8))):
        data = source.choice(CHANGES)(data, source, chunks)
    stem, _, suffix = name.rpartition(".")
    return stem + (source.choice(SUFFIXES) if source.random() < 0.2 else f".{suffix}"), data[:2_000_000]


def _inside(data: bytes, source: random.Random) -> bytes:
    """Return an archive with one member changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = source.choice(list(files))
    for _ in range(source.choice((1, 2, 5))):
        files[name] = source.choice(CHANGES)(files[name], source, {"": files[name]})
    return packed(files)


def _span(data: bytes, source: random.Random) -> tuple[int, int]:
    start = source.randint(0, len(data))
    return start, min(len(data), start + int(source.expovariate(1 / 30)))


def _flip(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 3, 20))):
        if changed:
            changed[source.randrange(len(changed))] ^= 1 << source.randrange(8)
    return bytes(changed)


def _random(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    start, end = _span(data, source)
    return data[:start] + source.randbytes(end - start) + data[end:]


def _delete(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    start, end = _span(data, source)
    return data[:start] + data[end:]


def _cut(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    return data[: source.randint(0, len(data))]


def _repeat(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    start, end = _span(data, source)
    return data[:end] + data[start:end] * source.choice((1, 3, 100, 1000)) + data[end:]


def _insert(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    start, end = _span(data, source)
    return data[:start] + source.choice(TOKENS) + data[start if source.random() < 0.5 else end :]


def _splice(data: bytes, source: random.Random, chunks: dict[str, bytes]) -> bytes:
    other = source.choice(list(chunks.values()))
    return data[: source.randint(0, len(data))] + other[source.randint(0, len(other)) :]


CHANGES = (_flip, _random, _delete, _cut, _repeat, _insert, _insert, _splice)
