"""The query language, typed with either keyboard layout."""

from __future__ import annotations

import datetime
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import QuerySyntaxError
from engine.query.grammar import MAX_BRACKET_DEPTH
from engine.query.parser import MAX_QUERY_CHARS, parse, parse_leniently
from engine.query.printer import format_query
from engine.query.tree import And, DateRange, Every, Facet, Near, Not, Or, Phrase, Query, Term, Wildcard

A, B, C = Term("樱桃"), Term("西集镇"), Term("节")
JUNE = DateRange(datetime.date(2023, 6, 1), datetime.date(2023, 6, 30))


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", Every()),
        ("樱桃 西集镇", And((A, B))),
        ("樱桃\u3000西集镇", And((A, B))),
        ("樱桃 AND 西集镇", And((A, B))),
        ("樱桃 ＡＮＤ 西集镇", And((A, B))),
        ("樱桃 与 西集镇", And((A, B))),
        ("樱桃 OR 西集镇", Or((A, B))),
        ("樱桃 或 西集镇", Or((A, B))),
        ("樱桃|西集镇", Or((A, B))),
        ("樱桃｜西集镇", Or((A, B))),
        ("樱桃 NOT 西集镇", And((A, Not(B)))),
        ("樱桃 非 西集镇", And((A, Not(B)))),
        ("樱桃 -西集镇", And((A, Not(B)))),
        ("樱桃 －西集镇", And((A, Not(B)))),
        ("NOT 樱桃", Not(A)),
        ("(NOT 樱桃) 西集镇", And((Not(A), B))),
        ("(樱桃 OR 西集镇) 节", And((Or((A, B)), C))),
        ("（樱桃 或 西集镇） 节", And((Or((A, B)), C))),
        ("樱桃 西集镇 OR 节", Or((And((A, B)), C))),
        ("樱桃|西集镇 节", And((Or((A, B)), C))),
        ("-(樱桃 OR 西集镇) 节", And((Not(Or((A, B))), C))),
        ('"樱桃 节"', Phrase("樱桃 节")),
        ("“樱桃 节”", Phrase("樱桃 节")),
        ("「樱桃 节」", Phrase("樱桃 节")),
        ("＂樱桃 节＂", Phrase("樱桃 节")),
        ('“樱桃 节"', Phrase("樱桃 节")),
        ("““七有”“五性””", Phrase("“七有”“五性”")),
        ('"说“七有”的"', Phrase("说“七有”的")),
        ('"他说"好"，就走"', Phrase('他说"好"，就走')),
        ("“3+1”主导功能", And((Phrase("3+1"), Term("主导功能")))),
        ("樱桃 NEAR 节", Near(("樱桃", "节"))),
        ("樱桃 NEAR/5 节", Near(("樱桃", "节"), 5)),
        ("樱桃 ＮＥＡＲ／５ “西集 镇” NEAR 节", Near(("樱桃", "西集 镇", "节"), 20)),
        ("樱*节", Wildcard("樱*节")),
        ("樱＊节", Wildcard("樱*节")),
        ("张?文", Wildcard("张?文")),
        ("标题:樱桃", Term("樱桃", "title")),
        ("标题：樱桃", Term("樱桃", "title")),
        ("title:樱桃", Term("樱桃", "title")),
        ("ＴＩＴＬＥ：“樱桃 节”", Phrase("樱桃 节", "title")),
        ("标题:(樱桃 OR 节)", Or((Term("樱桃", "title"), Term("节", "title")))),
        ("标题:(樱桃 NEAR 节)", Near(("樱桃", "节"), 20, "title")),
        ("来源:运河新报", Facet("source", "运河新报")),
        ("来源: 运河新报", Facet("source", "运河新报")),
        ("source:运河新报", Facet("source", "运河新报")),
        ("镇:西集镇|潞城镇", Or((Facet("town", "西集镇"), Facet("town", "潞城镇")))),
        ("town:北京市/通州区/西集镇", Facet("town", "北京市/通州区/西集镇")),
        ("-领导:钱望舒 樱桃", And((Not(Facet("leader", "钱望舒")), A))),
        ("日期:2023年6月", JUNE),
        ("date：2023-06-01..2023-06-30", JUNE),
        ("2023-06-01..2023-06-30", JUNE),
        ("日期:(2023-06 OR 2022)", Or((JUNE, DateRange(datetime.date(2022, 1, 1), datetime.date(2022, 12, 31))))),
    ],
)
def test_what_is_typed_is_understood(typed: str, query: Query) -> None:
    assert parse(typed) == query


@pytest.mark.parametrize(
    "typed",
    ["3+1", "U谷", "1#楼", "5·18", "C++", "(", ")", "*", "-", "?", "|", "AND", "或", '"', "“", "——", "<b>", "9:00",
     "A与B", "与会", "非遗", "或许", "12306", "http://example.com/a?b=c", "（通州园）区", "（1）提高", "谁改编的？",
     "国家网络安全产业园区（通州园）", "什么?", "-19疫情", "->", "《求是》", "and", "100%", "@", "\\"],
)  # fmt: skip
def test_what_is_no_query_language_stands_for_itself(typed: str) -> None:
    assert parse(typed) == Term(typed)


@pytest.mark.parametrize(
    ("typed", "kind", "place", "guess", "query"),
    [
        ("AND 樱桃", "operand", (0, 3), "樱桃", A),
        ("樱桃 OR", "operand", (3, 5), "樱桃", A),
        ("樱桃 OR AND 西集镇", "operand", (6, 9), "樱桃 OR 西集镇", Or((A, B))),
        ("樱桃 NEAR", "operand", (3, 7), "樱桃", A),
        ("(樱桃", "bracket", (0, 1), "樱桃", A),
        ("樱桃 节)", "bracket", (4, 5), "樱桃 节", And((A, C))),
        ("“樱桃", "quote", (0, 1), "“樱桃”", A),
        ('樱桃 "西集镇', "quote", (3, 4), '樱桃 "西集镇"', And((A, B))),
        ('樱桃 ""', "empty", (3, 5), "樱桃", A),
        ("樱桃 日期:昨儿", "date", (6, 8), None, A),
        ("樱桃 标题:", "value", (3, 6), "樱桃", And((A, Term("标题:")))),
        ("樱桃 NEAR (西集镇 节)", "near", (3, 7), None, And((A, B, C))),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_guess(
    typed: str, kind: str, place: tuple[int, int], guess: str | None, query: Query
) -> None:
    reading = parse_leniently(typed)
    problem = reading.problems[0]
    assert (problem.kind, (problem.start, problem.end)) == (kind, place)
    assert reading.query == query
    if guess:
        assert problem.guess == guess
    with pytest.raises(QuerySyntaxError):
        parse(typed)


@pytest.mark.parametrize(
    "typed", ["樱桃 -西集镇", "来源：新华网", "疫情 -19", "标题:樱桃", "樱桃 NEAR 节", "日期:2023"]
)
def test_a_text_that_looks_like_a_query_is_searched_as_it_stands_too(typed: str) -> None:
    reading = parse_leniently(typed)
    assert reading.literal == Phrase(typed)
    assert reading.whole == Or((reading.query, Phrase(typed)))


def test_what_is_relative_counts_from_today() -> None:
    found = parse("日期：近三个月", datetime.date(2023, 6, 30))
    assert found == DateRange(datetime.date(2023, 3, 30), datetime.date(2023, 6, 30))


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("2023年6月", Or((JUNE, Term("2023年6月")))),
        ("樱桃 2023-06", And((A, Or((JUNE, Term("2023-06")))))),
        ("樱桃 -2023年6月", And((A, Not(Or((JUNE, Term("2023年6月"))))))),
        ("2023年6月 OR 樱桃", Or((JUNE, Term("2023年6月"), A))),
        ("２０２３年６月", Or((JUNE, Term("２０２３年６月")))),
        ("二〇二三年六月", Or((JUNE, Term("二〇二三年六月")))),
        ("“2023年6月”", Phrase("2023年6月")),
        ("\\2023年6月", Term("2023年6月")),
        ("标题:2023年6月", Term("2023年6月", "title")),
        ("标题:(2023年6月 樱桃)", And((Term("2023年6月", "title"), Term("樱桃", "title")))),
        ("来源:2023", Facet("source", "2023")),
        ("日期:2023年6月", JUNE),
        ("2023年6月 NEAR 樱桃", Near(("2023年6月", "樱桃"))),
        ("2023-06-01..2023-06-30", JUNE),
        ("2023年6月份", Term("2023年6月份")),
        ("2023.5", Or((DateRange(datetime.date(2023, 5, 1), datetime.date(2023, 5, 31)), Term("2023.5")))),
        ("110", Term("110")),
    ],
)
def test_a_date_by_itself_is_that_time_or_these_words(typed: str, query: Query) -> None:
    assert parse(typed) == query
    assert parse(format_query(query)) == query


def test_a_relative_date_by_itself_counts_from_today_and_is_written_so_that_it_stays() -> None:
    query = parse("樱桃 近三个月", datetime.date(2023, 6, 30))
    span = DateRange(datetime.date(2023, 3, 30), datetime.date(2023, 6, 30))
    assert query == And((A, Or((span, Term("近三个月")))))
    assert parse(format_query(query)) == query
    assert format_query(parse("樱桃 近三个月")) == "樱桃 近三个月"


@pytest.mark.parametrize("typed", ["樱桃 2023年6月", "NOT 2023年6月", "2023年6月", "今年 樱桃"])
def test_a_date_is_printed_as_it_was_typed(typed: str) -> None:
    assert format_query(parse(typed)) == typed


@pytest.mark.parametrize(
    "text", ["(" * 9999, "“" * 9999, "- " * 9999, "NOT " * 9999, "a|" * 9999, "标题:" * 9999, '"' * 9999]
)
def test_long_and_deep_queries_are_read_in_time(text: str) -> None:
    started = time.perf_counter()
    reading = parse_leniently(text)
    assert time.perf_counter() - started < 1
    assert reading.problems


def test_brackets_may_be_nested() -> None:
    text = "(" * MAX_BRACKET_DEPTH + "樱桃 节" + ")" * MAX_BRACKET_DEPTH
    assert parse(text) == And((A, C))


def test_what_is_too_long_is_cut_and_said() -> None:
    assert parse_leniently("樱" * (MAX_QUERY_CHARS + 1)).problems[0].kind == "long"


QUOTES = [*'"“”「」()（）-－|*?:：\\.+a', " ", " ", "\u3000", "\n"]
WORDS = [
    "..",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR/3",
    "与",
    "或",
    "非",
    "标题:",
    "来源：",
    "镇:",
    "日期:",
    "2023",
    "近三个月",
]
SIGNS = [*QUOTES, *WORDS, "樱桃", "ＡＮＤ", "&&", "||"]
TYPED = st.lists(st.sampled_from(SIGNS) | st.characters(), max_size=14).map("".join)


@settings(max_examples=2000, deadline=1000)
@given(TYPED)
def test_any_text_is_read_and_survives_printing(typed: str) -> None:
    query = parse_leniently(typed).query
    assert parse(format_query(query)) == query
