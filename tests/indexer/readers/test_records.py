"""JSON Lines and CSV: columns are used unchanged, and a bad record does not stop the others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO

import pytest

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.file_reader import read_stream


def documents(data: bytes, name: str = "a.jsonl", columns: Mapping[str, str] | None = None) -> list[RawDocument]:
    return list(read_stream(BytesIO(data), name, columns or {}))


def read_until_rejected(data: bytes, name: str) -> tuple[list[RawDocument], str]:
    raw_documents: list[RawDocument] = []
    with pytest.raises(DocumentRejected) as caught:
        raw_documents.extend(read_stream(BytesIO(data), name, {}))
    return raw_documents, str(caught.value)


def test_a_line_is_a_document_with_what_it_states() -> None:
    line = '{"id": "n1", "title": "河堤添新绿", "body": "柳树成行。", "authors": ["童安"], "date": null, "url": "https://a.example/1"}'
    (document,) = documents(line.encode())
    assert document.text == "柳树成行。"
    assert document.stated == {"id": "n1", "title": "河堤添新绿", "authors": '["童安"]'}
    assert (document.url, document.row) == ("https://a.example/1", 0)


def test_columns_may_have_other_names() -> None:
    data = "标题,内容\n河堤添新绿,柳树成行。\n".encode("gb18030")
    (document,) = documents(data, "a.csv", {"title": "标题", "body": "内容"})
    assert (document.stated["title"], document.text) == ("河堤添新绿", "柳树成行。")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_a_table_may_be_parted_by_any_of_four_marks(delimiter: str) -> None:
    data = f'title{delimiter}body\r\n河堤{delimiter}"柳树{delimiter}成行。\n白鹭来了。"\r\n'
    (document,) = documents(data.encode("utf-8-sig"), "a.csv")
    assert document.text == f"柳树{delimiter}成行。\n白鹭来了。"


def test_bad_lines_are_counted_and_the_first_is_named() -> None:
    data = '{"body": "柳树。"}\n{broken\n[1]\n{"title": "无"}\n{"body": "白鹭。"}\n'
    found, reason = read_until_rejected(data.encode(), "a.jsonl")
    assert [document.text for document in found] == ["柳树。", "白鹭。"]
    assert reason.startswith("a.jsonl: record 2 is not JSON")
    assert reason.endswith("(and 2 more of its records).")


def test_a_row_without_a_body_is_named_with_the_columns_there_are() -> None:
    found, reason = read_until_rejected("title,words\n柳树,成行。\n".encode(), "a.csv")
    assert not found
    assert reason == "a.csv: row 1 has no text under 'body', only 'title', 'words'."


def test_a_json_array_is_read_as_lines_are() -> None:
    assert [d.text for d in documents('[{"body": "柳树。"}, {"body": "白鹭。"}]'.encode(), "a.json")] == [
        "柳树。",
        "白鹭。",
    ]


def test_a_body_in_html_is_read_as_text() -> None:
    assert documents('{"body": "<p>柳树。</p><p>白鹭&amp;鱼。</p>"}'.encode())[0].text == "柳树。\n白鹭&鱼。"


def test_halves_of_surrogate_pairs_do_not_get_through() -> None:
    assert documents(rb'{"body": "\ud800\u67f3\u6811"}')[0].text == "\ufffd柳树"


def test_lines_in_utf16_are_read() -> None:
    assert documents('{"body": "柳树。"}\n'.encode("utf-16"))[0].text == "柳树。"


@pytest.mark.parametrize("cell", ["[]", "None", "null", "nan", "无", " ", "-", "['']"])
@pytest.mark.parametrize("name", ["title", "authors", "source", "date", "id", "url", "towns", "leaders"])
def test_a_cell_that_says_that_it_is_empty_states_nothing(cell: str, name: str) -> None:
    (document,) = documents(f'{name},body\n"{cell}",柳树成行。\n'.encode(), "a.csv")
    assert (dict(document.stated), document.url) == ({}, None)


def test_a_body_of_several_texts_is_one_of_as_many_paragraphs() -> None:
    (document,) = documents('{"body": ["柳树。", "白鹭。"], "source": {"name": "河湾时讯"}}'.encode())
    assert (document.text, document.stated) == ("柳树。\n白鹭。", {"source": "河湾时讯"})


WALK = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回。"
ONE, TWO = f'{{"title": "河堤", "body": "{WALK}"}}', f'{{"title": "村口", "body": "{WALK}"}}'


@pytest.mark.parametrize(
    "text",
    [
        f"{ONE}\n{TWO}\n",
        f"\ufeff{ONE}\r\n\ufeff{TWO}\r\n",
        f"{ONE}{TWO}",
        f"{ONE}, {TWO}",
        f"{ONE}\n\n\n{TWO}",
        f"[{ONE},\n{TWO}]",
        f"[{ONE}]\n[{TWO}]",
        json.dumps([json.loads(ONE), json.loads(TWO)], indent=2),
        f"{json.dumps(json.loads(ONE), indent=2)}\n{json.dumps(json.loads(TWO), indent=2)}",
        f'{{"code": 200, "data": {{"list": [{ONE}, {TWO}]}}}}',
        json.dumps({"code": 200, "data": {"total": 2, "list": [json.loads(ONE), json.loads(TWO)]}}, indent=1),
        f"{ONE}\n" + "\0" * 20 + f"\n{TWO}\n",
        f"{ONE}\u2028\n{TWO}\n".replace("\u2028", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_json_is_read_in_every_shape_that_programs_write(text: str, encoding: str) -> None:
    if "\ufeff" in text or ("\0" in text and encoding != "utf-8"):
        encoding = "utf-8"
    found = documents(text.encode(encoding), "a.json")
    assert [(document.stated["title"], document.text) for document in found] == [("河堤", WALK), ("村口", WALK)]


def test_a_known_line_is_not_read_and_keeps_its_row() -> None:
    data = f"{ONE}\n{TWO}\n".encode()
    read = documents(data)
    known = list(read_stream(BytesIO(data), "a.jsonl", {}, is_known={read[0].record}.__contains__))
    assert [(document.text, document.row) for document in known] == [("", 0), (WALK, 1)]
    assert known[0].record == read[0].record != known[1].record == read[1].record


def test_the_digest_of_a_line_is_that_of_all_that_it_is_read_by() -> None:
    one = documents(f"{ONE}\n{TWO}\n".encode())[0].record
    assert one
    assert documents(f"{TWO}\r\n{ONE}".encode())[1].record == one  # wherever it stands, however it ends
    others = (
        documents(ONE.replace("河堤", "河岸").encode()),
        documents(ONE.encode(), "b.jsonl"),
        documents(ONE.encode(), columns={"source": "title"}),
        documents(ONE.encode("gb18030")),
    )
    assert one not in [found[0].record for found in others]


@pytest.mark.parametrize("text", [f"{ONE}{TWO}", f"[{ONE},\n{TWO}]", f"{ONE}, {TWO}\n"])
def test_a_record_that_is_no_line_by_itself_has_no_digest(text: str) -> None:
    assert [document.record for document in documents(text.encode())] == ["", ""]


def test_a_line_end_of_unicode_within_a_text_ends_no_record() -> None:
    for encoding in ("utf-8", "utf-16"):
        (document,) = documents('{"body": "柳树\u2028白鹭\x85鱼"}\n'.encode(encoding))
        assert document.text == "柳树\n白鹭\n鱼"


def test_a_tab_in_a_text_is_no_reason_to_lose_it() -> None:
    assert documents('{"body": "柳\t树。"}'.encode())[0].text == "柳\t树。"


def test_cells_behind_the_last_column_are_named() -> None:
    (document,) = documents("title,body\n河堤,柳树成行，,白鹭来了。\n".encode(), "a.csv")
    assert document.text == "柳树成行，"
    assert document.left_out == (("cells behind the last column", "白鹭来了。", 5),)


def test_a_row_that_a_quotation_mark_tore_says_so() -> None:
    _, reason = read_until_rejected('title,body\n"河堤,柳树。\n村口,白鹭。\n'.encode(), "a.csv")
    assert "row 1 has no text" in reason
    assert "a quotation mark in it may not be closed, it goes over 3 lines" in reason


@pytest.mark.parametrize(
    "body",
    [
        "柳树。<br>白鹭“A&amp;B”。",
        "<p>柳树。</p><p>白鹭“A&amp;B”。</p>",
        "&lt;p&gt;柳树。&lt;/p&gt;&lt;p&gt;白鹭&ldquo;A&amp;B&rdquo;。&lt;/p&gt;",
        r"柳树。\n白鹭“A&amp;B”。",
        r"柳树。\r\n白鹭“A&amp;B”。",
        "柳树。\n白鹭&#8220;A&amp;B&#8221;。",
    ],
)
def test_markup_that_was_left_in_a_cell_is_no_text(body: str) -> None:
    (document,) = documents(json.dumps({"body": body, "title": "河堤&quot;添&quot;新绿"}).encode())
    assert (document.text, document.stated["title"]) == ("柳树。\n白鹭“A&B”。", '河堤"添"新绿')
