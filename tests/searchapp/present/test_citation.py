"""Citations by GB/T 7714."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from engine.article import Article
from searchapp.present.citation import cite, heading, web_address

TODAY = datetime.date(2026, 11, 22)
PLAIN = Article(
    id="p", file="p.txt", title="渔场秋捕", body="开捕。", source="廊坊乡音", date=datetime.date(2021, 10, 11)
)


def test_a_printed_article_is_cited_without_the_day_it_was_looked_up() -> None:
    assert cite(PLAIN, TODAY) == "渔场秋捕[N]. 廊坊乡音, 2021-10-11."


def test_a_web_article_has_its_address_and_the_day_it_was_looked_up() -> None:
    article = replace(PLAIN, url="https://news.example.com/1", authors=("林晓舟", "顾北"))
    expected = "林晓舟, 顾北. 渔场秋捕[N/OL]. 廊坊乡音, 2021-10-11[2026-11-22]. https://news.example.com/1"
    assert cite(article, TODAY) == expected


def test_of_many_authors_three_are_named() -> None:
    assert cite(replace(PLAIN, authors=("甲", "乙", "丙", "丁")), TODAY).startswith("甲, 乙, 丙, 等. ")


def test_a_printed_article_without_a_source_says_so() -> None:
    bare = Article(id="p", file="p.txt", title="告示", body="x")
    assert cite(bare, TODAY) == "告示[N]. 出版者不详."
    assert cite(replace(bare, date=PLAIN.date), TODAY) == "告示[N]. 出版者不详, 2021-10-11."


def test_a_web_article_without_a_source_has_its_address_alone() -> None:
    bare = Article(id="p", file="p.txt", title="告示", body="x", url="https://news.example.com/1")
    assert cite(bare, TODAY) == "告示[N/OL]. [2026-11-22]. https://news.example.com/1"


@pytest.mark.parametrize(
    ("title", "body", "expected"),
    [("渔场", "x", "渔场"), (None, "一则\n短讯", "一则 短讯…"), (None, "", "p"), (None, "字" * 99, "字" * 28 + "…")],
)
def test_an_article_without_title_is_named_by_its_beginning(title: str | None, body: str, expected: str) -> None:
    assert heading(Article(id="p", file="p.txt", title=title, body=body)) == expected


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", None])
def test_only_addresses_of_the_web_are_followed(url: str | None) -> None:
    assert web_address(replace(PLAIN, url=url)) is None
