"""PDF and DOCX files: their text, or a clear message if there is none."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.readers.file_reader import read_stream


def read(data: bytes, name: str) -> RawDocument:
    (document,) = read_stream(BytesIO(data), name, {})
    return document


def docx(*paragraphs: str, title: str = "") -> bytes:
    document = Document()
    document.core_properties.title = title
    for text in paragraphs:
        document.add_paragraph(text)
    document.add_table(1, 2).rows[0].cells[1].text = "白鹭"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def pdf(text: str) -> bytes:
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    names = {"Type": "Font", "Subtype": "Type1", "BaseFont": "Helvetica"}
    font = DictionaryObject({NameObject(f"/{key}"): NameObject(f"/{value}") for key, value in names.items()})
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    content = DecodedStreamObject()
    content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(content)
    stream = BytesIO()
    writer.write(stream)
    return stream.getvalue()


def test_a_docx_file_gives_its_paragraphs_and_cells() -> None:
    document = read(docx("河堤添新绿", "柳树成行。", title="河堤添新绿"), "a.docx")
    assert document.text.split("\n")[:2] == ["河堤添新绿", "柳树成行。"]
    assert "白鹭" in document.text
    assert document.hints == {"title": "河堤添新绿"}


def test_a_pdf_file_gives_its_text() -> None:
    assert read(pdf("2023 river bank"), "a.pdf").text.strip() == "2023 river bank"


def test_a_pdf_file_of_pictures_is_rejected() -> None:
    with pytest.raises(DocumentRejected, match="without text"):
        read(pdf(""), "a.pdf")


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"%PDF-1.4\nbroken"), ("a.docx", docx("柳树")[:-200])])
def test_a_damaged_file_is_rejected_in_one_sentence(name: str, data: bytes) -> None:
    with pytest.raises(DocumentRejected, match=rf"^{name} .*damaged.*\.$"):
        read(data, name)
