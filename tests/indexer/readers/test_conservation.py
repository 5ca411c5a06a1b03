"""No text is lost: the text of a file is in an article, or reported as left out."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from engine.errors import DocumentRejected
from indexer.pipeline import articles, extract
from indexer.readers.file_reader import read_stream
from indexer.report import Report

CASES = Path(__file__).parents[4] / "shared" / "cases" / "files"
# Sentences with nothing in common, so that each can be searched for.
FIRST = "六月八日上午，河湾镇在柳树村举办采摘启动仪式，三十多家合作社带来了新品种。"
MIDDLE = "村民贺满仓说，今年雨水均匀，果子上色快，头一批下树的早熟品种卖出了好价钱。"
LAST = "镇里下一步将把采摘路线与骑行道连接起来，在村口增设停车位，并安排志愿者引导。"
SECRET = "甲乙丙丁戊己庚辛壬癸，子丑寅卯辰巳午未申酉戌亥。"
PAGE = (
    '<html><head><meta charset="utf-8"><title>河湾镇采摘季启动</title></head><body><div class="nav"><a>首页</a></div>'
    '<h1>河湾镇采摘季启动</h1><div>发布时间：2024-06-09 来源：河湾时讯</div><div class="article-content">'
    f"<p>{FIRST}</p>{{}}<p>{LAST}</p></div><div>主办：河湾县人民政府办公室</div></body></html>"
)


def read(data: bytes, name: str) -> tuple[str, str]:
    """Return the text in the fields of a file's articles, and the text reported as left out."""
    said, left_out = [], []
    for document in read_stream(BytesIO(data), name, {}):
        for article in extract(document):
            said += [article.title or "", article.subtitle or "", article.body, article.source or ""]
            left_out += [repair.text for repair in article.repairs if repair.kind == "removed"]
    return "\n".join(said), "\n".join(left_out)


@pytest.mark.parametrize(
    "construct",
    [
        f"<p>{SECRET}</p>",
        SECRET,
        f"<div><div><span>{SECRET}</span></div></div>",
        f"<section><section><span>{SECRET[:8]}</span><span>{SECRET[8:]}</span></section></section>",
        f"<br><br>　　{SECRET}<br><br>",
        f"<pre>{SECRET}</pre>",
        f"<ul><li>{SECRET}</li></ul>",
        f"<ol><li>一</li><li>{SECRET}</li></ol>",
        f"<dl><dt>说明</dt><dd>{SECRET}</dd></dl>",
        f"<table><tr><td>说明</td><td>{SECRET}</td></tr></table>",
        f"<table><tr><td><table><tr><td>{SECRET}</td></tr></table></td></tr></table>",
        f"<blockquote>{SECRET}</blockquote>",
        f"<details><summary>更多</summary>{SECRET}</details>",
        f"<figure><img src=a.jpg><figcaption>{SECRET}</figcaption></figure>",
        f"<center><font size=3>{SECRET}</font></center>",
        f"<o:p>{SECRET}</o:p>",
        f'<div style="display:none">{SECRET}</div>',
        f'<div style="DISPLAY : none !important">{SECRET}</div>',
        f'<div style="visibility:hidden"><p>{SECRET}</p></div>',
        f'<div style="opacity:0">{SECRET}</div>',
        f"<div hidden>{SECRET}</div>",
        f"<noscript><p>{SECRET}</p></noscript>",
        f"<textarea>&lt;p&gt;{SECRET}&lt;/p&gt;</textarea>",
        f"<template><p>{SECRET}</p></template>",
        f'<iframe srcdoc="<p>{SECRET}</p>"></iframe>',
        f"<!DOCTYPE html><html><head></head><body><p>{SECRET}</p></body></html>",
        f"</body></html><p>{SECRET}</p>",
        f"</div></div></body></html><div><p>{SECRET}</p></div>",
        f"<p>{SECRET}",
        f"<math><mtext>{SECRET}</mtext></math>",
        f"<ruby>{SECRET}</ruby>",
        f"<p {' '.join(f'data-{i}=x' for i in range(3000))}>{SECRET}</p>",
        f"{'<div>' * 100}<p>{SECRET}</p>{'</div>' * 100}",
    ],
)
def test_a_page_keeps_the_text_of_its_article(construct: str) -> None:
    said, _ = read(PAGE.format(construct).encode(), "a.html")
    for text in (FIRST, SECRET, LAST):
        assert text in said.replace("\n", "").replace("\u3000", "")


@pytest.mark.parametrize(
    "page",
    [
        PAGE.format("").replace("<h1>", f"<ul><li><a href=x>{SECRET}</a></li></ul><h1>"),
        PAGE.format("").replace("</body>", f"<ul><li><a href=x>{SECRET}</a></li></ul></body>"),
        PAGE.format("").replace("<h1>", f'<div style="display:none">{SECRET}</div><h1>'),
        PAGE.format("").replace("<h1>", f"<select><option>{SECRET}</option></select><h1>"),
        PAGE.format("").replace("<h1>", f"<noscript>{SECRET}</noscript><h1>"),
        PAGE.format(f"<ruby>河<rt>{SECRET}</rt></ruby>"),
        PAGE.format("").replace("主办", f"{SECRET}主办"),
    ],
)
def test_what_stands_beside_the_article_of_a_page_is_named(page: str) -> None:
    said, left_out = read(page.encode(), "a.html")
    assert FIRST in said
    assert LAST in said
    assert SECRET in said + left_out


@pytest.mark.parametrize("style", ["display:none", "visibility: hidden; opacity: 0;", "opacity:0"])
@pytest.mark.parametrize("frame", ['<div id="js_content" style="{}">{}</div>', '<div id="x" style="{}">{}</div>'])
def test_a_page_that_hides_its_text_until_a_script_has_run_is_read(style: str, frame: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in (FIRST, MIDDLE, LAST))
    page = f"<html><title>河湾镇采摘季启动</title><body><a>首页</a>{frame.format(style, text)}<a>分享</a></body></html>"
    said, _ = read(page.encode(), "a.html")
    assert said.count(FIRST) == said.count(MIDDLE) == said.count(LAST) == 1


def test_pages_that_a_crawler_wrote_into_one_file_are_articles_of_their_own() -> None:
    other = PAGE.format("").replace("采摘", "葡萄节").replace("柳树村", "桑园村")
    data = f"{PAGE.format('')}\n<!DOCTYPE html>{other}".encode()
    found = [a for d in read_stream(BytesIO(data), "a.html", {}) for a in extract(d)]
    assert [article.title for article in found] == ["河湾镇采摘季启动", "河湾镇葡萄节季启动"]
    assert len({article.id for article in found}) == 2


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (f"<html><body><div id=app></div><script>var s = '{SECRET * 10}'</script></body></html>", "a script fills"),
        (f"<html><body><div>微信扫一扫</div><div>知道了</div><script>'{SECRET * 10}'</script></body></html>", "script"),
        ("<html><body><script type='text/xml'><![CDATA[<li>河湾</li>]]></script></body></html>", "without text"),
        (
            "<html><body>" + "".join(f"<li><a href={i}>河湾镇第{i}次培训班开班</a></li>" for i in range(20)),
            "list of links",
        ),
        (
            "<html><head></head><frameset><frame src=a><noframes><body>不支持框架</body></noframes></frameset></html>",
            "",
        ),
        ("首页\n分享\n收藏\n打印\n关闭\n", "only “首页 分享 收藏 打印 关闭”"),
    ],
)
def test_a_file_without_an_article_is_rejected_with_its_reason(page: str, reason: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    report = Report()
    assert not list(articles((tmp_path / "a.html",), report))
    assert [rejection.file for rejection in report.rejected] == ["a.html"]
    assert reason in str(report.rejected[0].reason)


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RUN = f"<w:r><w:t>{SECRET}</w:t></w:r>"


def docx(construct: str) -> bytes:
    """Return a DOCX file with some XML in the middle of its text."""
    document, stream, changed = Document(), BytesIO(), BytesIO()
    for text in ("河湾镇采摘季启动", "2024年6月9日　来源：河湾时讯", FIRST, "XXXX", LAST):
        document.add_paragraph(text)
    document.save(stream)
    source = zipfile.ZipFile(stream)
    with zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/document.xml":
                names = (
                    'xmlns:v="urn:schemas-microsoft-com:vml" '
                    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
                    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
                    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
                )
                old = b"<w:p><w:r><w:t>XXXX</w:t></w:r></w:p>"
                assert old in data
                data = data.replace(old, construct.encode())
                for name_ in names.split():
                    if name_.partition("=")[0].encode() + b"=" not in data:
                        data = data.replace(b"<w:document ", b"<w:document " + name_.encode() + b" ", 1)
            target.writestr(name, data)
    return changed.getvalue()


CELL = f"<w:tc><w:p>{RUN}</w:p></w:tc>"
BOX = f"<w:txbxContent><w:p>{RUN}</w:p></w:txbxContent>"


@pytest.mark.parametrize(
    "construct",
    [
        f"<w:p>{RUN}</w:p>",
        f"<w:p><w:ins>{RUN}</w:ins></w:p>",
        f"<w:p><w:moveTo>{RUN}</w:moveTo></w:p>",
        f'<w:p><w:hyperlink w:anchor="x">{RUN}</w:hyperlink></w:p>',
        f"<w:p><w:smartTag>{RUN}</w:smartTag></w:p>",
        f'<w:p><w:fldSimple w:instr="DATE">{RUN}</w:fldSimple></w:p>',
        f"<w:p><w:r><w:instrText>PAGE</w:instrText></w:r>{RUN}</w:p>",
        f"<w:p><w:sdt><w:sdtPr/><w:sdtContent>{RUN}</w:sdtContent></w:sdt></w:p>",
        f"<w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt>",
        f"<w:sdt><w:sdtContent><w:sdt><w:sdtContent><w:p>{RUN}</w:p></w:sdtContent></w:sdt></w:sdtContent></w:sdt>",
        f"<w:tbl><w:tr>{CELL}</w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc><w:tbl><w:tr>{CELL}</w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>",
        f"<w:tbl><w:sdt><w:sdtContent><w:tr>{CELL}</w:tr></w:sdtContent></w:sdt></w:tbl>",
        f"<w:tbl><w:tr><w:sdt><w:sdtContent>{CELL}</w:sdtContent></w:sdt></w:tr></w:tbl>",
        f"<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='3'/></w:tcPr><w:p>{RUN}</w:p></w:tc></w:tr></w:tbl>",
        f"<w:p><w:r><w:pict><v:textbox>{BOX}</v:textbox></w:pict></w:r></w:p>",
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{BOX}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>",
        f"<w:p><w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase>{RUN}</w:rubyBase></w:ruby></w:r></w:p>",
        f"<w:p><m:oMath><m:r><m:t>{SECRET}</m:t></m:r></m:oMath></w:p>",
    ],
)
def test_a_docx_file_keeps_its_text_once_and_in_order(construct: str) -> None:
    said, _ = read(docx(construct), "a.docx")
    assert said.count(SECRET) == 1
    assert said.index(FIRST) < said.index(SECRET) < said.index(LAST)


@pytest.mark.parametrize(
    "construct",
    [
        f"<w:p><w:del><w:r><w:delText>{SECRET}</w:delText></w:r></w:del></w:p>",
        f"<w:p><w:moveFrom>{RUN}</w:moveFrom></w:p>",
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{SECRET}</w:t></w:r></w:p>",
    ],
)
def test_what_a_docx_file_does_not_show_is_named(construct: str) -> None:
    said, left_out = read(docx(construct), "a.docx")
    assert SECRET not in said
    assert SECRET in left_out


def test_a_table_of_a_docx_file_is_no_article_of_its_own() -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc></w:tr>"
        for text in ("河湾镇示范园名单", "柳树村 早熟 120亩", "桑园村 晚熟 85亩")
    )
    (document,) = read_stream(BytesIO(docx(f"<w:tbl>{rows}</w:tbl>")), "a.docx", {})
    (article,) = extract(document)
    assert "河湾镇示范园名单\n柳树村 早熟 120亩\n桑园村 晚熟 85亩" in article.body


def test_headers_footers_and_comments_of_a_docx_file_are_named() -> None:
    document, stream = Document(), BytesIO()
    document.add_paragraph(FIRST)
    document.sections[0].header.paragraphs[0].text = SECRET
    document.sections[0].footer.paragraphs[0].text = "第1页 甲"
    document.save(stream)
    said, left_out = read(stream.getvalue(), "a.docx")
    assert FIRST in said
    assert SECRET in left_out
    assert "第1页 甲" in left_out


@pytest.mark.skipif(not CASES.exists(), reason="needs the shared cases")
def test_every_shared_file_is_indexed_or_rejected_with_a_reason() -> None:
    report, found = Report(), set()
    for article in articles((CASES,), report):
        found.add(article.file)
    listed = {f"files/{path.relative_to(CASES).as_posix()}" for path in CASES.rglob("*") if path.is_file()}
    named = found | {rejection.file for rejection in report.rejected}
    assert not [name for name in listed if not any(other == name or other.startswith(f"{name}/") for other in named)]


def test_a_damaged_docx_is_still_rejected() -> None:
    with pytest.raises(DocumentRejected, match="damaged"):
        list(read_stream(BytesIO(docx("<w:p/>")[:-300]), "a.docx", {}))
