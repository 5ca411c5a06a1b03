"""HTML pages: the article, the lines about it, and the metadata in the head."""

from __future__ import annotations

from io import BytesIO

import pytest

from engine.errors import DocumentRejected
from indexer.document import RawDocument
from indexer.pipeline import extract
from indexer.readers.file_reader import read_stream

PROSE = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍，又数了数新来的白鹭。"
BODY = "".join(f"<p>　　{PROSE}第{i}天也是这样。</p>" for i in range(4))
PAGE = f"""<html><head><meta charset="gb2312"><title>河堤添新绿_河湾县人民政府</title>{{meta}}</head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/x">要闻</a></div>
<div><h1>河堤添新绿</h1><p>来源：河湾日报 时间：2023-06-15 16:22</p></div>
<div id="zoom">{BODY}<script>var x = "广告";</script><p style="display:none">隐藏</p></div>
<p>责任编辑：贺小满</p><ul>{"".join(f"<li><a href='/{i}'>别的新闻之{i}</a></li>" for i in range(30))}</ul>
<div>主办：河湾县人民政府办公室</div></body></html>"""


def read(markup: str, encoding: str = "gb18030") -> RawDocument:
    (document,) = read_stream(BytesIO(markup.encode(encoding)), "a.html", {})
    return document


def test_the_text_goes_from_the_title_to_the_editor() -> None:
    lines = read(PAGE.format(meta="")).text.split("\n")
    assert lines[:2] == ["河堤添新绿", "来源：河湾日报 时间：2023-06-15 16:22"]
    assert lines[-1] == "责任编辑：贺小满"
    assert sum(PROSE in line for line in lines) == 4
    assert not any(word in line for line in lines for word in ("别的新闻", "隐藏", "广告", "主办"))


def test_the_title_is_the_line_that_the_window_title_begins_with() -> None:
    assert read(PAGE.format(meta="")).stated["title"] == "河堤添新绿"


def test_the_head_of_a_government_page_is_believed() -> None:
    meta = (
        '<meta name="ArticleTitle" content="河堤添新绿"><meta name="PubDate" content="2023-06-16 09:00">'
        '<meta name="ContentSource" content="县水务局"><meta name="SiteName" content="河湾县人民政府">'
        '<meta name="Url" content="https://a.example/1.html"><meta name="author" content="童安">'
    )
    document = read(PAGE.format(meta=meta))
    assert document.stated == {
        "title": "河堤添新绿",
        "date": "2023-06-16 09:00",
        "source": "县水务局",
        "site": "河湾县人民政府",
    }
    assert (document.url, document.hints["authors"]) == ("https://a.example/1.html", "童安")


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2023-06-16T09:00:00+08:00">',
        '<meta itemprop="datePublished" content="2023-06-16 09:00">',
        '<script type="application/ld+json">{"headline": "河堤", "pubDate": "2023-06-16T09:00:00"}</script>',
        '<script type="application/ld+json">[{"broken</script><meta name="publishdate" content="2023-06-16">',
        '<span id="pubtime_baidu">时间：2023-06-16 09:00</span>',
    ],
)
def test_the_day_is_read_wherever_a_head_states_it(head: str) -> None:
    assert read(PAGE.format(meta=head)).stated["date"].startswith("2023-06-16")


@pytest.mark.parametrize(
    "window", ["要闻-河堤添新绿-河湾县人民政府", "河堤添新绿--时政--河湾网", "河湾网", "别的新闻之1"]
)
def test_the_title_is_found_in_windows_of_every_form(window: str) -> None:
    markup = PAGE.format(meta="").replace("河堤添新绿_河湾县人民政府", window)
    assert read(markup).stated["title"] == "河堤添新绿"


def test_a_page_that_calls_itself_its_source_states_none() -> None:
    assert "source" not in read(PAGE.format(meta='<meta name="ContentSource" content="本站">')).stated


def test_old_pages_laid_out_in_tables_are_read() -> None:
    rows = f"<tr><td><b>河堤添新绿</b></td></tr><tr><td>{BODY}</td></tr><tr><td>发布日期：2023-06-15</td></tr>"
    document = read(f"<html><title>河堤添新绿</title><body><table>{rows}</table></body></html>")
    assert document.stated["title"] == "河堤添新绿"
    assert document.text.endswith("发布日期：2023-06-15")


@pytest.mark.parametrize("markup", ["<html><body></body></html>", "<html><script>1</script></html>", "<!DOCTYPE html>"])
def test_a_page_without_text_is_rejected(markup: str) -> None:
    with pytest.raises(DocumentRejected, match=r"a\.html is a page without text\."):
        read(markup)


def test_deep_nesting_and_entities_do_no_harm() -> None:
    bomb = '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    document = read(f"{bomb}<html><body>{'<div>' * 5000}<p>{PROSE}&b;</p></body></html>")
    assert len(document.text) < 1000


@pytest.mark.parametrize(
    "row",
    [
        "<span>2031-06-09 10:12:05</span><span>河湾时讯</span>",
        "<i>河湾时讯</i><em>2031-06-09</em><b>阅读 1203</b>",
        '<a href="/">河湾时讯</a><span>2031年06月09日 10:12</span><span>编辑：童安</span>',
        "<span>2031.06.09</span>|<span>河湾时讯</span>",
        '<time datetime="2031-06-09T10:12:05+08:00">3天前</time> <span>河湾时讯</span>',
    ],
)
def test_a_day_and_an_outlet_side_by_side_are_two_words(row: str) -> None:
    head = "<html><title>河堤添新绿</title><body><h1>河堤添新绿</h1>"
    page = f"{head}<div>{row}</div><div id='zoom'>{BODY}</div></body></html>"
    (article,) = extract(read(page))
    assert (str(article.date), article.source) == ("2031-06-09", "河湾时讯")
    assert article.body.startswith("清晨")


def test_words_within_a_paragraph_or_a_headline_are_not_torn_apart() -> None:
    head = "<html><body><h1><span>河堤</span><span>添新绿2031</span></h1>"
    page = f"{head}<div id='zoom'><p><b>来源</b><span>地</span></p>{BODY}</div></body></html>"
    assert {"河堤添新绿2031", "来源地"} <= set(read(page).text.split("\n"))


def test_tags_of_another_page_are_not_believed() -> None:
    meta = (
        '<meta name="ArticleTitle" content="镇街动态"><meta name="PubDate" content="2019-01-01 00:00">'
        '<meta name="ContentSource" content="河源县人民政府">'
    )
    (article,) = extract(read(PAGE.format(meta=meta)))
    assert (article.title, str(article.date), article.source) == ("河堤添新绿", "2023-06-15", "河湾日报")
