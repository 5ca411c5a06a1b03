"""Hostile text: no crash, no hang, and the stored body contains nothing that the input does not."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.article import Article
from engine.runtime.garbage_collection import infrequent_gc
from indexer.document import RawDocument
from indexer.pipeline import extract
from indexer.readers.encoding import unify

PIECES = [
    "本报讯(记者 童安)",
    "新华社北京6月15日电",
    "来源：河湾日报",
    "责任编辑：",
    "（骆成 摄）",
    "原标题：",
    "2023年6月15日",
    "区委书记、区长骆成",
    "通州区西集镇",
    "1、",
    "首页 > 要闻",
    "“",
    "”",
    "（",
    "。",
    "，",
    "\n",
    "\n\n",
    "\u3000\u3000",
    "广告 ",
    "×",
    "图片",
    "\U00020000",
    "\u202e",
    "\x1f",
    "\x85",
    "e\u0301",
]
TEXTS = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=60).map("".join)
MEGABYTES = 10_000_000


def is_within(body: str, text: str) -> bool:
    """Return whether the characters of `body`, except its own line ends, occur in `text` in order."""
    rest = iter(text)
    return all(char in rest for char in body if char != "\n")


def read(text: str) -> list[Article]:
    return list(extract(RawDocument("a.txt", unify(text))))


@settings(deadline=5_000, max_examples=150)
@given(TEXTS)
def test_any_text_gives_articles_that_are_part_of_it(text: str) -> None:
    for article in read(text):
        assert is_within(article.body, unify(text))


@settings(deadline=5_000, max_examples=80)
@given(TEXTS)
def test_every_range_of_evidence_and_repairs_is_in_the_text(text: str) -> None:
    plain = unify(text)
    for article in read(text):
        spans = [(item.start, item.end) for item in article.evidence]
        spans += [(item.start, item.end) for item in article.repairs]
        told = [(start, end) for start, end in spans if start is not None and end is not None]
        assert all(0 <= start <= end <= len(plain) for start, end in told)


@settings(deadline=5_000, max_examples=60)
@given(TEXTS)
def test_an_article_survives_being_stored(text: str) -> None:
    for article in read(text):
        assert Article.from_stored(article.to_stored()) == article


@pytest.mark.parametrize(
    "piece",
    [
        "清晨的河堤上护林员老贺",
        "通州区委书记、区长骆成",
        "（来源：编辑：首页 > “",
        "清晨的河堤上，护林员老贺沿着新修的步道走了三个来回，" * 4 + "\n",
        "本报讯(记者 童安)" + "清晨的河堤上，护林员老贺走了三个来回。" * 350 + "\n河堤添新绿\n",
        "河堤添新绿\n本报讯（记者 童安）清晨的河堤上走了三个来回。\n",
        "\n ",
    ],
)
def test_ten_megabytes_take_less_than_ten_seconds(piece: str) -> None:
    text = piece * (MEGABYTES // len(piece.encode()))
    with infrequent_gc():  # as commands and builds do
        took = spend(text)
    assert took < 10


def spend(text: str) -> float:
    """Return the CPU seconds to read a text."""
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


@pytest.mark.parametrize(
    "piece",
    [
        "河堤添新绿\n\n清晨的河堤上护林员走了三个来回。\n\n",
        "河堤添新绿\n本报讯（记者 童安）清晨的河堤上走了三个来回。\n",
    ],
)
def test_a_page_of_thousands_of_tiny_articles_takes_time_in_proportion(piece: str) -> None:
    spend(piece * 500)  # load cached data
    assert spend(piece * 8000) < 6 * spend(piece * 2000)


def test_no_document_is_split_into_more_than_two_thousand_articles() -> None:
    text = "河堤添新绿\n本报讯（记者 童安）走了三个来回。\n" * 2500
    assert len(read(text)) == 2000
