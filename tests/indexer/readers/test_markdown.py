"""Markdown: marks are taken away, what text of articles looks like stays."""

from __future__ import annotations

import io

import pytest

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.file_reader import read_stream

BODY = "河堤上新栽的柳树成行，护林员每天走三个来回。"


def read(text: str, columns: dict[str, str] | None = None) -> RawDocument:
    (document,) = read_stream(io.BytesIO(text.encode()), "a.md", columns or {})
    return document


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("**导语**：河堤*添*新绿", "导语：河堤添新绿"),
        ("喜获**“丰收”**的果农", "喜获“丰收”的果农"),
        ("见[河湾日报](https://example.org/a_b)。", "见河湾日报。"),
        ("![柳树](a.jpg)\n柳树成行", "柳树成行"),
        ("3\\. 河堤 \\*", "3. 河堤 *"),
        ("`12345` 热线", "12345 热线"),
        ("> 柳树绿了", "> 柳树绿了"),
        ("1. 一是栽树\n2. 二是护树", "1. 一是栽树\n2. 二是护树"),
        ("    本报讯 柳树绿了", "本报讯 柳树绿了"),
        ("第一行\n第二行\n\n第三行", "第一行\n第二行\n第三行"),
        ("<div>\n<p>柳树</p>\n<p>成行</p>\n</div>", "柳树\n成行"),
        ("```\n柳树\n```", "柳树"),
        ("## 小标题\n正文", "小标题\n正文"),
        ("河堤\n---\n柳树", "河堤\n---\n柳树"),
    ],
)
def test_marks_are_taken_away_and_lines_stay(written: str, text: str) -> None:
    assert "\n".join(line.strip() for line in read(written).text.split("\n") if line.strip()) == text


def test_the_only_main_heading_is_a_hint_of_the_title() -> None:
    assert read(f"# 河堤**添**新绿\n\n{BODY}").hints == {"title": "河堤添新绿"}
    assert read(f"# 一\n{BODY}\n# 二\n{BODY}").hints == {}


def test_the_block_at_the_top_states_fields_by_the_names_of_columns() -> None:
    block = 'title: "河堤添新绿"\n发布日期: 2023-06-15\nauthors: [林晓舟, 顾北]\nlayout: post\nurl: https://a.example/1'
    document = read(f"---\n{block}\n---\n# 别的\n{BODY}")
    assert document.stated == {"title": "河堤添新绿", "date": "2023-06-15", "authors": "[林晓舟, 顾北]"}
    assert document.url == "https://a.example/1"
    assert (document.hints, document.row) == ({}, None)
    assert document.text.endswith(BODY)
    assert "layout" not in document.text


@pytest.mark.parametrize("text", [f"---\n{BODY}", f"---\n{BODY}\n---\n{BODY}", f"---\ntitle: x\n{BODY}"])
def test_a_line_of_dashes_without_such_a_block_is_text(text: str) -> None:
    document = read(text)
    assert document.stated == {}
    assert document.text.count(BODY) == text.count(BODY)


def test_fields_can_be_mapped() -> None:
    document = read(f"---\ncaption: 河堤添新绿\n---\n{BODY}", {"title": "caption", "body": "content"})
    assert document.stated == {"title": "河堤添新绿"}


@pytest.mark.parametrize("text", ["", " \n", "---\ntitle: a\n---\n", "![柳树](a.jpg)"])
def test_a_file_without_text_is_rejected(text: str) -> None:
    with pytest.raises(DocumentRejected, match="is empty"):
        read(text)


@pytest.mark.parametrize("mark", ["[", "*", "`", "<", "![](", "> ", "# ", "[a](", "**_", "- "])
def test_many_marks_take_time_in_proportion(mark: str) -> None:
    assert len(read(f"{mark * 20_000}{BODY}").text) < 200_000
