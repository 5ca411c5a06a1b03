"""Bugs reported by users of other search products: the same words, over articles of our own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.article import Article
from engine.backend import Engine
from engine.factory import open_builder, open_engine
from engine.query.match_ranges import highlights
from engine.query.parser import parse_leniently
from engine.query.tree import Every, Request
from engine.search import search_with_relaxation

TEXTS = {
    "pending": "待处理的来信已经登记，三天内答复。",
    "building": "全镇在建工程十二项，年内完工。",
    "easy": "新装的水表安装简单，老人也会用。",
    "bank": "中国农业发展银行在县里设了网点。",
    "david": "大卫到了扫帚铺，买了三把扫帚。",
    "marx": "马克思主义学院的学生来村里讲课。",
    "huizhou": "惠州的荔枝运到了市场。",
    "power": "每户补贴一台1.5匹的空调，节能又安静。",
    "log": "夜里管理员重跑gen任务，清掉悬空的链接。",
    "court": "法院受理起诉，送达起诉书。",
    "tools": "村干部用飞书开会，夜间保持静默。",
    "yunnan": "云南来的客人住进民宿。",
    "passage": "这是一段简短的介绍。",
    "butterfly": "蝴蝶飞过美丽的田野。",
    "bread": "面包车停在村口，包里是种子。",
    "codes": "1#楼加装电梯，VOC排放下降，“5·18”大集开市，执行11311机制，推进“3+1”主导功能，U谷招商。",
    "person": "区长禤雪松、镇长郗白万到场，听取“七有”“五性”工作汇报。",
    "pinyin": "标语写着xiangcunzhenxing，游客在running。",
    "marks": "公式是(a*b)，星号*可以省略。",
    "scattered": "接到投诉，马上去办；有诉求的即来。",
    "exact": "接诉即办热线接到投诉。",
    "question": "二十年之问有了答案。",
    "width": "２０２３年新增公园３６０个，ＡＰＰ上线。",
    "compatible": "豈能如此。",
    "traditional": "鄉村振興的路子越走越寬。",
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """An open index of the articles."""
    url = f"whoosh:{tmp_path_factory.mktemp('neighbours') / 'index'}"
    builder = open_builder(url, processes=1)
    builder.add(Article(name, f"{name}.txt", None, text) for name, text in TEXTS.items())
    builder.switch()
    opened = open_engine(url)
    yield opened
    opened.close()


def found(engine: Engine, typed: str) -> set[str]:
    answered = search_with_relaxation(engine, parse_leniently(typed), Request(Every(), limit=50))
    return {hit.article.id for hit in answered.results.hits} if not answered.dropped else set()


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        # a word inside a word that the segmenter keeps whole
        ("处理", "pending"),
        ("工程", "building"),
        ("简单", "easy"),
        ("农业", "bank"),
        ("发展银行", "bank"),
        ("起诉", "court"),
        ("飞书", "tools"),
        ("静默", "tools"),
        ("云南", "yunnan"),
        # one character, and pieces that cut words
        ("蝶", "butterfly"),
        ("美", "butterfly"),
        ("包", "bread"),
        ("段简", "passage"),
        ("是一段", "passage"),
        ("悬空", "log"),
        ("空的链", "log"),
        # numbers, letters and signs that are dropped or glued
        ("重跑gen", "log"),
        ("gen", "log"),
        ("1.5匹", "power"),
        ("1#楼", "codes"),
        ("VOC", "codes"),
        ("voc", "codes"),
        ("5·18", "codes"),
        ("11311", "codes"),
        ("3+1", "codes"),
        ("“3+1”", "codes"),
        ("３＋１", "codes"),
        ("U谷", "codes"),
        ("360", "width"),
        ("2023年", "width"),
        ("app", "width"),
        ("(", "marks"),
        ("*", "marks"),
        ("(a*b)", "marks"),
        ("xiangcunzhenxing", "pinyin"),
        ("“xiangcunzhenx”", "pinyin"),
        # names of persons and slogans that no dictionary has, quoted and not, with either kind of quotation marks
        ("禤雪松", "person"),
        ("雪松", "person"),
        ("“区长禤雪松”", "person"),
        ('"镇长郗白万"', "person"),
        ("「郗白万」", "person"),
        ("“七有”", "person"),
        ("“二十年之问”", "question"),
        ("“接诉即办”", "exact"),
        # characters of other forms
        ("乡村振兴", "traditional"),
        ("“乡村振兴”", "traditional"),
        ("豈能", "compatible"),
        ("岂能", "compatible"),
    ],
)
def test_what_stands_there_is_found(engine: Engine, typed: str, name: str) -> None:
    assert name in found(engine, typed)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("广州", "huizhou"),  # one equal character is not a match
        ("“接诉即办”", "scattered"),
        ("接诉即办", "scattered"),
        ("处理 -待处理", "pending"),
        ("工程 NOT 在建", "building"),
        ("面 -包", "bread"),
        ("U谷 -招商", "codes"),
        ("２０２３年 -公园", "width"),
    ],
)
def test_what_does_not_stand_there_or_is_excluded_is_not_found(engine: Engine, typed: str, name: str) -> None:
    assert name not in found(engine, typed)


@pytest.mark.parametrize(
    "typed", ["３６０", "360", "U谷", "3+1", "1.5匹", "2023年新增", "“区长禤雪松”", "北京城市副中心"]
)
def test_a_query_never_becomes_a_shorter_one(engine: Engine, typed: str) -> None:
    assert len(found(engine, typed)) <= 1


@pytest.mark.parametrize(
    ("typed", "name", "marked"),
    [
        ("大卫", "david", ["大卫"]),
        ("马克思", "marx", ["马克思"]),
        ("农业", "bank", ["农业"]),
        ("gen", "log", ["gen"]),
        ("vOc", "codes", ["VOC"]),
        ("包", "bread", ["包", "包"]),
        ("起诉", "court", ["起诉", "起诉"]),
        ("扫帚", "david", ["扫帚", "扫帚"]),
        ("乡村振兴", "traditional", ["鄉村", "振興"]),
        ("“乡村振兴”", "traditional", ["鄉村振興"]),
        ("360", "width", ["３６０"]),
    ],
)
def test_exactly_what_was_asked_for_is_marked(typed: str, name: str, marked: list[str]) -> None:
    ranges = highlights(TEXTS[name], parse_leniently(typed).query)
    written = [TEXTS[name][start:end] for start, end in ranges]
    assert "".join(written) == "".join(marked)
    assert len(written) <= len(marked)


@pytest.mark.parametrize(
    "typed", ["AND ada", "来源:", "“未完", "(蝴蝶", "NEAR", "*", "?", "-", "日期:昨", "a:b:c", "\\"]
)
def test_a_mistake_is_told_or_read_as_text_and_never_leaks(engine: Engine, typed: str) -> None:
    reading = parse_leniently(typed)
    assert all(str(problem) and "Traceback" not in str(problem) for problem in reading.problems)
    assert search_with_relaxation(engine, reading, Request(Every())).results.total >= 0


@pytest.mark.parametrize("typed", ["蝴蝶\n田野", "蝴蝶\u3000田野", " 蝴蝶\t田野 ", "\ufeff蝴蝶 田野", "蝴蝶\u00a0田野"])
def test_a_query_that_was_pasted_finds_as_one_that_was_typed(engine: Engine, typed: str) -> None:
    assert found(engine, typed) == {"butterfly"}


def test_a_page_without_hits_names_the_word_that_no_article_has(engine: Engine) -> None:
    answered = search_with_relaxation(engine, parse_leniently("蝴蝶 曲率引擎"), Request(Every()))
    assert answered.dropped == ("曲率引擎",)
    assert [hit.article.id for hit in answered.results.hits] == ["butterfly"]


def test_the_exact_phrase_comes_before_scattered_characters(engine: Engine) -> None:
    answered = search_with_relaxation(engine, parse_leniently("接诉即办 OR 投诉"), Request(Every()))
    assert [hit.article.id for hit in answered.results.hits][:2] == ["exact", "scattered"]


@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_totals_do_not_change_from_page_to_page_nor_with_the_order(engine: Engine, sort: str) -> None:
    pages = [
        search_with_relaxation(engine, parse_leniently("的"), Request(Every(), sort=sort, offset=n, limit=2)).results
        for n in range(0, 8, 2)
    ]
    assert {page.total for page in pages} == {sum("的" in text for text in TEXTS.values())}
    ids = [hit.article.id for page in pages for hit in page.hits]
    assert len(ids) == len(set(ids))
