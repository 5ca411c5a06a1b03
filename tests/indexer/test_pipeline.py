"""From files to articles: explicit values are trusted, the rest is extracted, and every change is reversible."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.metadata.corrections import Corrections
from indexer.pipeline import articles, extract
from indexer.report import Report

PROSE = "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，把每一棵刚栽下的柳树都看了一遍。"
MORE = "到了中午，孩子们放学路过这里，总要停下来数一数树上又多了几只白鹭，再慢慢走回家。"


def only(document: RawDocument) -> Article:
    (article,) = extract(document)
    return article


def test_what_is_stated_is_believed_and_the_rest_is_found() -> None:
    given = {"id": "n1", "title": "河堤添新绿", "date": "2023-06-15 08:00", "source": "河湾日报"}
    article = only(RawDocument("a.jsonl", f"{PROSE}\n责任编辑：童安", given, url="https://a.example/1", row=0))
    assert (article.id, article.title, article.source, article.editor) == ("n1", "河堤添新绿", "河湾日报", "童安")
    assert (article.date, article.time, article.url) == (datetime.date(2023, 6, 15), "08:00", "https://a.example/1")
    assert {item.field for item in article.evidence if item.rule == "given"} == {"title", "date", "time", "source"}


def test_a_stated_title_makes_one_article_of_a_page_that_looks_like_two() -> None:
    text = f"河堤添新绿\n本报讯(记者 童安){PROSE}\n小学添新书\n本报讯(记者 骆成){MORE}"
    assert len(list(extract(RawDocument("a.txt", text)))) == 2
    article = only(RawDocument("a.txt", text, {"title": "河堤添新绿"}))
    assert article.body.startswith("本报讯(记者 童安)") or article.body.startswith(PROSE)


def test_a_title_that_the_page_shows_again_is_not_in_the_body() -> None:
    article = only(RawDocument("a.html", f"河堤 添新绿\n{PROSE}\n{MORE}", {"title": "河堤添新绿"}))
    assert article.body == f"{PROSE}\n{MORE}"


def test_a_line_between_the_title_and_its_stamp_is_the_subtitle() -> None:
    text = f"河堤添新绿\n三千柳树安家\n来源：河湾日报 2023-06-15\n{PROSE}"
    article = only(RawDocument("a.html", text, {"title": "河堤添新绿"}))
    assert (article.subtitle, article.body) == ("三千柳树安家", PROSE)


def test_a_hint_is_taken_where_nothing_better_is_found() -> None:
    article = only(RawDocument("a.html", f"{PROSE}\n{MORE}", {"title": "河堤"}, {"date": "2023-06-15"}))
    assert article.date == datetime.date(2023, 6, 15)
    assert [item.rule for item in article.evidence if item.field == "date"] == ["hint date"]


def test_ids_come_from_what_articles_are_and_not_from_where_they_stand() -> None:
    text = f"河堤添新绿\n本报讯(记者 童安){PROSE}\n小学添新书\n本报讯(记者 骆成){MORE}"
    one, other = RawDocument("a.txt", text), RawDocument("c.csv", text.replace(" ", "\u3000"), row=1)
    ids = [article.id for article in extract(one)]
    assert len(set(ids)) == 2
    assert all(len(article_id) == 16 for article_id in ids)
    assert ids == [article.id for article in extract(other)]
    pages = [RawDocument("a.html", text, url=f"https://news.example.com/{i}.html") for i in range(2)]
    assert len({article.id for page in pages for article in extract(page)}) == 4


def test_articles_of_one_row_with_an_id_have_ids_of_their_own() -> None:
    text = f"河堤添新绿\n本报讯(记者 童安){PROSE}\n小学添新书\n本报讯(记者 骆成){MORE}"
    assert [article.id for article in extract(RawDocument("a.jsonl", text, {"id": "n1"}, row=0))] == ["n1", "n1-2"]


def test_changes_say_where_and_why() -> None:
    whole = PROSE + MORE
    text = f"首页 > 要闻\n河堤添新绿\n{PROSE}\n\n{whole[:60]}\n\n{whole[60:]}"
    article = only(RawDocument("a.txt", text))
    removed, joined = article.repairs
    assert (removed.kind, removed.reason, text[removed.start : removed.end]) == ("removed", "breadcrumb", "首页 > 要闻")
    assert (joined.kind, text[joined.start : joined.end]) == ("joined", "\n\n")
    assert joined.text.replace("⏎", "") in whole


def test_boilerplate_belongs_to_the_article_above_it() -> None:
    text = f"河堤添新绿\n本报讯(记者 童安){PROSE}\n图片\n小学添新书\n本报讯(记者 骆成){MORE}\n责任编辑：贺小满"
    first, second = extract(RawDocument("a.txt", text))
    assert [repair.reason for repair in first.repairs] == ["byline", "caption"]
    assert [repair.reason for repair in second.repairs] == ["byline", "editor"]


def test_corrections_are_applied_last() -> None:
    rule = {"match": {"source": "河湾日报"}, "set": {"source": "河湾晚报"}}
    document = RawDocument("a.txt", f"来源：河湾日报\n{PROSE}", {"source": "河湾日报"})
    (article,) = extract(document, Corrections(rules=(rule,)))
    assert article.source == "河湾晚报"


def test_the_files_of_a_folder_are_read_and_the_bad_ones_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROSE, encoding="utf-8")
    (tmp_path / "b.txt").write_bytes(PROSE.encode("gb18030"))
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    report = Report()
    found = list(articles((tmp_path,), report))
    assert [article.body for article in found] == [PROSE, PROSE]
    assert [str(rejection.reason) for rejection in report.rejected] == [f"{tmp_path.name}/empty.txt is empty."]


@pytest.mark.parametrize("text", ["", "\n\n", "图片", "【字体：大 中 小】"])
def test_a_document_of_boilerplate_alone_gives_no_article_or_an_empty_one(text: str) -> None:
    assert [article.body for article in extract(RawDocument("a.txt", text))] in ([], [""])
