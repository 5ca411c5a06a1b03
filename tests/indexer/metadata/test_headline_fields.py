"""Title, kicker and subtitle, each with its evidence."""

from __future__ import annotations

import pytest

from engine.article import Article
from indexer.document import RawDocument
from indexer.pipeline import extract

TEXT = "清晨的河堤上，护林员沿着新修的步道走了三个来回。河湾镇今年把八公里河堤铺上了透水砖。"


def read(text: str, hints: dict[str, str] | None = None) -> Article:
    (article,) = extract(RawDocument("a.txt", text, {}, hints or {}))
    return article


def test_lines_of_one_title_are_joined_with_a_space_or_where_broken_with_nothing() -> None:
    broken = read(f"护林员沿着新修的步\n道巡查\n\n本报讯(记者 童安){TEXT}")
    assert broken.title == "护林员沿着新修的步道巡查"


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"河湾镇铺成八公里步道\n\n{TEXT}", "headline"),
        (f"原标题：河湾镇铺成八公里步道河湾镇铺成八公里步道 {TEXT}", "label 原标题"),
    ],
)
def test_the_title_has_evidence_in_the_raw_text(text: str, rule: str) -> None:
    (evidence,) = [item for item in read(text).evidence if item.field == "title"]
    assert (evidence.rule, evidence.quote) == (rule, "河湾镇铺成八公里步道")
    assert text[evidence.start : evidence.end] == "河湾镇铺成八公里步道"


def test_the_title_of_a_web_page_is_taken_from_its_hints_without_the_name_of_the_site() -> None:
    assert read(TEXT, {"title": "河湾镇铺成八公里步道_河湾网"}).title == "河湾镇铺成八公里步道"


def test_no_title_is_made_up() -> None:
    assert read(TEXT).title is None
