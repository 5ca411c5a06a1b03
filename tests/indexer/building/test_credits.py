"""Text of an article that is not part of its body (bylines, credits, captions) is found by a search."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.backend import Engine
from engine.factory import open_engine
from engine.query.parser import parse
from engine.query.tree import Request
from indexer.document import RawDocument
from indexer.pipeline import extract
from tests.conftest import BuildIndex

PAGE = """一周镇街快讯
柳湾镇老教师讲镇史
本报讯（记者 童安 通讯员 李青山）9月3日，柳湾镇文化站请来三位老教师给孩子们讲镇史。
老教师在祠堂前讲述镇名来历。 骆小舟 摄
讲完以后，孩子们把听到的故事画成了一面墙。（柳湾镇文化站供图）
责任编辑：许大双 校对：项一鸣 审核：甘棠
石坪乡护河队清河滩
本报讯（实习记者 宣小雨）9月4日上午，石坪乡组织护河队清理河滩垃圾，一共装了四辆三轮车。"""
WORDS = (
    *("本报讯", "童安", "李青山", "祠堂前", "骆小舟", "文化站供图", "许大双", "项一鸣", "甘棠"),
    *("实习记者", "宣小雨", "镇街快讯", "讲述镇名来历", "通讯员 李青山"),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory, build_index: BuildIndex) -> Iterator[Engine]:
    opened = open_engine(build_index(tmp_path_factory.mktemp("credits"), tuple(extract(RawDocument("a.txt", PAGE)))))
    yield opened
    opened.close()


@pytest.mark.parametrize("word", WORDS)
def test_bylines_credits_and_captions_are_found(engine: Engine, word: str) -> None:
    hits = engine.search(Request(parse(f"“{word}”"))).hits
    assert hits
    article = hits[0].article
    assert any(word in text for text in (*article.authors, *(snippet.text for snippet in hits[0].snippets)))


AROUND = """首页 > 要闻
柳湾镇老教师讲镇史
9月3日，老教师们在祠堂前讲镇史，学生们听得入神。
返回顶部"""


def test_what_surrounds_the_article_is_not_found() -> None:
    (article,) = extract(RawDocument("a.txt", AROUND))
    assert article.credits == ()
