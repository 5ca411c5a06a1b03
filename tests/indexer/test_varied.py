"""Pages in the styles of many papers and sites, written for this test: extraction keeps the accuracy once reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from indexer.document import RawDocument
from indexer.pipeline import extract
from indexer.quality.extraction_scores import evaluate

DATA = Path(__file__).parents[1] / "data" / "varied_pages.txt"
# F1 by field; never lowered. On the first reading of each page it was split .96, title .85, date .97,
# source .88, authors .84, towns .80, leader .83, leader+post .86; on the last eight (b01 to b08), read after rules had
# been made for the others, it was split, title, date and source 1, authors .88, towns .89, leader .85, leader+post .86.
FLOORS = {
    "split": 1.0,
    "title": 1.0,
    "date": 1.0,
    "source": 1.0,
    "authors": 1.0,
    "towns": 0.90,
    "leader": 0.99,
    "leader+post": 0.98,
}


def read_pages() -> dict[str, tuple[str, list[dict[str, object]]]]:
    """Return the pages by name, each with the labels of its articles: `=== name`, the page, `--- labels`."""
    pages = {}
    for part in DATA.read_text(encoding="utf-8").split("=== ")[1:]:
        name, _, rest = part.partition("\n")
        text, _, labels = rest.rpartition("--- ")
        pages[name] = text, json.loads(labels)
    return pages


def test_pages_of_many_papers_are_read_as_well_as_ever() -> None:
    pages = read_pages()
    gold = {name: labels for name, (_, labels) in pages.items()}
    found = [article for name, (text, _) in pages.items() for article in extract(RawDocument(name, text))]
    tallies = evaluate(gold, found).tallies
    assert {name: tallies[name].f1 >= floor for name, floor in FLOORS.items()} == dict.fromkeys(FLOORS, True)


AD = "河堤添新绿\n\n本报讯（记者 童安）护林员走了三个来回。\n\n·广告·\n家具大促销 全场五折起\n电话：010-00000000\n\n"
PLEA = "凡注明“来源：XXX（非河湾日报）”的作品，均转载自其它媒体，转载目的在于传递更多信息。\n"


def test_an_advert_goes_with_all_that_it_announces() -> None:
    below = "公交添新线\n\n本报讯（记者 许舟）昨天起新开三条公交线路。\n"
    articles = list(extract(RawDocument("a.txt", AD + below)))
    assert [article.title for article in articles] == ["河堤添新绿", "公交添新线"]
    assert not any("促销" in article.body for article in articles)


@pytest.mark.parametrize("text", [f"{AD}{PLEA}", f"{PLEA}河堤添新绿\n\n本报讯（记者 童安）护林员走了三个来回。\n"])
def test_the_plea_of_a_site_is_no_part_of_an_article_and_no_source(text: str) -> None:
    (article,) = extract(RawDocument("a.txt", text))
    assert (article.body, article.source) == ("护林员走了三个来回。", None)


def test_mastheads_and_repeated_headlines_are_removed_with_a_note() -> None:
    text = "河湾新报\n2023年5月20日 第2版\n\n要闻 03\n河堤添新绿\n\n河堤添新绿\n\n本报讯（记者 童安）走了三个来回。\n"
    (article,) = extract(RawDocument("a.txt", text))
    removed = {(repair.text, repair.reason) for repair in article.repairs}
    assert {("要闻 03", "masthead"), ("河堤添新绿", "headline printed again")} <= removed


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("乡长乌云高娃近日来到菇棚。", "乌云高娃"),
        ("县委书记尕藏才旦主持会议。", "尕藏才旦"),
        ("副市长哈丽旦·买买提正查看滴灌带。", "哈丽旦·买买提"),
        ("镇纪委书记爨晓波也坐在人群里。", "爨晓波"),
        ("区委书记濮阳辉率队考察。濮阳辉表示支持。", "濮阳辉"),
        ("县公安局局长沙静姝介绍，窗口已开。", "沙静姝"),
    ],
)
def test_persons_with_rare_names_are_found(text: str, wanted: str) -> None:
    (article,) = extract(RawDocument("a.txt", text))
    assert [leader.name for leader in article.leaders] == [wanted]


def test_a_title_behind_a_family_name_names_nobody_else() -> None:
    (article,) = extract(RawDocument("a.txt", "“柏书记来了，心里就踏实。”村民说。"))
    assert article.leaders == ()
