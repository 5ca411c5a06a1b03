"""Spreadsheets: the rows of their sheets as records, whatever stands above and beside; harmful files are harmless."""

from __future__ import annotations

import datetime
import io
import time
import tracemalloc
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.file_reader import read_stream

BODY = "河堤上新栽的柳树成行，护林员每天走三个来回。"
NAMES = ("标题", "正文", "来源", "发布日期")


def xlsx(*sheets: list[tuple[Any, ...]], hidden: int | None = None) -> bytes:
    """Return a workbook with these rows in its sheets."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"表{number + 1}")
        for row in rows:
            sheet.append(row)
        if number == hidden:
            sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes, columns: dict[str, str] | None = None) -> list[RawDocument]:
    return list(read_stream(io.BytesIO(data), "a.xlsx", columns or {}))


def with_part(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with text of one of its parts replaced."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            archive.writestr(name, text.replace(old, new, 1) if name == part else text)
    return target.getvalue()


def test_each_row_is_a_document_with_its_stated_fields() -> None:
    first, second = read(xlsx([NAMES, ("河堤添新绿", BODY, "河湾日报", "2023-06-15"), ("又添新绿", BODY, None, None)]))
    assert (first.text, first.row) == (BODY, 0)
    assert first.stated == {"title": "河堤添新绿", "source": "河湾日报", "date": "2023-06-15"}
    assert (second.stated, second.row) == ({"title": "又添新绿"}, 1)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (datetime.datetime(2023, 6, 15), "2023-06-15"),
        (datetime.date(2023, 6, 15), "2023-06-15"),
        (datetime.datetime(2023, 6, 15, 8, 30), "2023-06-15 08:30"),
        (45092, "45092"),
        (45092.0, "45092"),
        ("2023年6月15日", "2023年6月15日"),
    ],
)
def test_days_of_a_spreadsheet_are_days(value: object, written: str) -> None:
    (document,) = read(xlsx([NAMES, ("河堤", BODY, "河湾日报", value)]))
    assert document.stated["date"] == written


def test_a_title_and_blank_rows_above_the_names_are_passed_over() -> None:
    rows = [("2023年报道汇总",), (), NAMES, (), ("河堤添新绿", BODY, "河湾日报", None)]
    (document,) = read(xlsx(rows))
    assert document.stated["title"] == "河堤添新绿"


def test_all_visible_sheets_with_names_are_read_and_rows_are_numbered_through() -> None:
    rows = [NAMES, ("河堤添新绿", BODY, "河湾日报", None)]
    documents = read(xlsx(rows, [("说明",), ("请勿改动",)], rows, rows, hidden=3))
    assert [document.row for document in documents] == [0, 1]


def test_of_two_columns_with_one_name_the_first_counts_and_columns_without_a_name_are_left_out() -> None:
    (document,) = read(xlsx([("正文", "标题", None, "标题"), (BODY, "河堤", "多余", "别的")]))
    assert (document.text, document.stated) == (BODY, {"title": "河堤"})


def test_columns_can_be_named() -> None:
    (document,) = read(xlsx([("稿件", "题"), (BODY, "河堤")]), {"body": "稿件", "title": "题"})
    assert (document.text, document.stated) == (BODY, {"title": "河堤"})


def test_a_row_without_text_is_named_and_the_others_are_read() -> None:
    documents = read_stream(io.BytesIO(xlsx([NAMES, ("一", BODY), ("二", None), ("三", BODY)])), "a.xlsx", {})
    assert [next(documents).stated["title"], next(documents).stated["title"]] == ["一", "三"]
    with pytest.raises(DocumentRejected, match=r"^a\.xlsx: sheet 表1, row 3 has no text [^(]*$"):
        next(documents)


@pytest.mark.parametrize(
    ("rows", "said"), [([("姓名", "电话"), ("甲", "1")], "it begins: '姓名', '电话'"), ([], "it begins: -")]
)
def test_a_workbook_without_articles_says_what_it_begins_with(rows: list[tuple[Any, ...]], said: str) -> None:
    with pytest.raises(DocumentRejected, match="no row that names its columns") as caught:
        read(xlsx(rows))
    assert said in str(caught.value)


@pytest.mark.parametrize("length", [40, 400, 3000])
def test_a_file_that_was_cut_is_rejected_with_a_sentence(length: int) -> None:
    whole = xlsx([NAMES, ("河堤", BODY)])
    with pytest.raises(DocumentRejected, match="damaged"):
        read(whole[:length])
    broken = with_part(whole, "xl/worksheets/sheet1.xml", b"</row>", b"</rew>")
    with pytest.raises(DocumentRejected, match="damaged"):
        read(broken)


def test_entities_are_neither_fetched_nor_expanded(tmp_path: Any) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("柳树上的秘密", encoding="utf-8")
    laughs = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
    declared = (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY l0 "柳柳柳柳">{laughs}]>'
    )
    begun = time.process_time()
    for entity in ("&x;", "&l9;"):
        data = xlsx([NAMES, ("河堤", BODY)])
        data = with_part(data, "xl/sharedStrings.xml", b"<sst", declared.encode() + b"<sst")
        data = with_part(data, "xl/sharedStrings.xml", "河堤上".encode(), f"河堤{entity}".encode())
        try:
            text = "".join(document.text for document in read(data))
        except DocumentRejected as error:
            text = str(error)
        assert "秘密" not in text
        assert len(text) < 1_000
    assert time.process_time() - begun < 5


def test_a_cell_far_away_takes_neither_time_nor_memory() -> None:
    book = Workbook()
    for column, (name, value) in enumerate(zip(NAMES, ("河堤", BODY), strict=False), 1):
        book.active.cell(1, column, name)
        book.active.cell(2, column, value)
    book.active.cell(200_000, 16_384, "x")
    stream = io.BytesIO()
    book.save(stream)
    tracemalloc.start()
    begun = time.process_time()
    assert len(read(stream.getvalue())) == 1
    assert time.process_time() - begun < 30
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
